/* reportfile_texts: reports of the probe as text, for t_reportfile.c: one with a cause, one that was refused. */
#ifndef TESTS_REPORTFILE_TEXTS_H
#define TESTS_REPORTFILE_TEXTS_H

static const char refused[] =
	"{\"schema\":\"envgate.probe/1\",\"verdict\":\"ERROR\",\"rule\":null,\"class\":\"error\",\"exit\":2,"
	"\"error\":{\"code\":\"usage\",\"message\":\"--require cannot be '0'\",\"hint\":\"a number from 1 on\"},"
	"\"wall_ms\":0.0,\"stage\":null,\"code\":null,\"required\":1,\"passed\":0,\"declared\":null,"
	"\"host\":{\"kind\":\"host\",\"container\":null,\"kernel_driver\":null,\"pci_nvidia\":null},"
	"\"libcuda\":null,\"libcudart\":[],\"env\":{},\"devices\":[],\"children\":[],\"failures\":[],\"warnings\":[],\"fix\":[]}";

#define STEP "{\"stage\":\"nvml\",\"name\":\"nvmlInit_v2\",\"rc\":0,\"code\":null,\"ms\":1.5}"
static const char probed[] =
	"{\"schema\":\"envgate.probe/1\",\"verdict\":\"FABRIC_NOT_READY\",\"rule\":\"gpu/fabric-not-ready\","
	"\"class\":\"runner\",\"exit\":20,\"wall_ms\":352.1,\"stage\":\"driver_init\","
	"\"code\":{\"api\":\"cuda_driver\",\"call\":\"cuInit\",\"num\":802,\"name\":\"NOT_READY\"},"
	"\"required\":1,\"passed\":0,"
	"\"declared\":{\"cuda\":\"12.9\",\"source\":\"environment.yml:12\",\"spec\":\"cuda-version=12.9\",\"ptx_isa\":\"8.8\"},"
	"\"host\":{\"kind\":\"host\",\"container\":null,\"kernel_driver\":\"580.95.05\",\"pci_nvidia\":8},"
	"\"libcuda\":{\"path\":\"/l\",\"version\":\"580.95.05\",\"cuda\":13000,\"stub\":false,\"compat\":false,\"found_by\":\"ldconfig\"},"
	"\"libcudart\":[{\"path\":\"/c\",\"soname\":\"s\",\"version\":12090,\"found_by\":\"prefix\",\"in_environment\":true,\"used\":true}],"
	"\"env\":{\"CUDA_VISIBLE_DEVICES\":\"0\"},"
	"\"devices\":[{\"index\":0,\"uuid\":\"GPU-1\",\"bus\":\"b\",\"name\":\"NVIDIA H100\",\"cc\":\"9.0\",\"mem_free_mib\":5,"
	"\"mem_total_mib\":9,\"mode\":\"default\",\"mig\":false,\"persistence\":true,\"ecc_uncorrected\":0,"
	"\"remap_pending\":false,\"fabric\":\"in_progress\",\"ptx\":\"6.0\",\"result_hash\":\"0123456789abcdef\","
	"\"verdict\":\"FABRIC_NOT_READY\",\"ms\":310.0,\"stages\":[" STEP "]}],"
	"\"children\":[{\"kind\":\"nvml\",\"unit\":null,\"round\":1,\"ending\":\"well\",\"status\":0,\"ms\":3.0,\"stages\":[" STEP "]}],"
	"\"failures\":[{\"id\":\"FABRIC_NOT_READY\",\"rule\":\"gpu/fabric-not-ready\",\"class\":\"runner\",\"unit\":0,"
	"\"text\":\"the fabric is not ready\",\"evidence\":\"802\",\"fix\":\"start nvidia-fabricmanager\"}],"
	"\"warnings\":[],\"fix\":[\"start nvidia-fabricmanager\"]}";

#endif
