/* probe: the nouns of `envgate probe`. Edges fill facts, gate/probe_next and gate/judge_probe turn them
 * into tasks and a verdict, write tells the report.
 *
 * A driver cannot be trusted to return, so each unit of risk is a child process: a task goes in, an
 * outcome comes out. An outcome is what the child reported (steps and notes, in order) and how it
 * ended. Steps of one call never share a code: one record per call. */
#ifndef MODEL_PROBE_H
#define MODEL_PROBE_H

#include "base/list.h"
#include "base/str.h"
#include "model/declared.h"

#include <stdint.h>

/* ---- words ---- */

typedef enum probe_stage {
	STAGE_NONE, STAGE_INVENTORY, STAGE_LIBRARIES, STAGE_RULE, STAGE_NVML, STAGE_DRIVER_INIT,
	STAGE_CONTEXT, STAGE_MODULE, STAGE_JIT_CEILING, STAGE_RUN, STAGE_RUNTIME, STAGE_RECHECK,
	STAGE_TEARDOWN, STAGE_COUNT
} probe_stage;

/* Whose numbers a code belongs to. LOADER: dlopen and dlsym, code 1. CHECK: our own comparison. */
typedef enum probe_api { API_NONE, API_NVML, API_DRIVER, API_RUNTIME, API_LOADER, API_CHECK } probe_api;

/* Whose fault; the order is that of the exit statuses. */
typedef enum cause_class {
	NOTED, BY_ENVIRONMENT, BY_RUNNER, BY_BUSY, BY_HARDWARE, BY_HANG, BY_NONE
} cause_class;

typedef enum cause_id {
#define CAUSE(name, id, class, message, fix) CAUSE_##name,
#include "model/causes.def"
#undef CAUSE
	CAUSE_COUNT /* also: no cause */
} cause_id;

typedef struct cause_info {
	str name, id;     /* "HIDDEN_BY_ENV", "gpu/hidden-by-env" */
	cause_class class;
	str message, fix; /* with {words} */
} cause_info;

extern const cause_info CAUSES[CAUSE_COUNT];

const char *stage_name(probe_stage s);        /* "driver_init" */
const char *api_name(probe_api a);            /* "cuda_driver" */
const char *cause_class_name(cause_class c);  /* "environment" */
int cause_class_exit(cause_class c);          /* 10 to 60; 0 for NOTED */

/* ---- S0 and S1: what files say ---- */

typedef enum host_kind { HOST_BARE, HOST_CONTAINER, HOST_WSL2, HOST_TEGRA } host_kind;
const char *host_kind_name(host_kind k); /* "host" "container" "wsl2" "tegra" */

typedef struct device_node {
	str path;      /* /dev/nvidia0, without the sysroot */
	bool there;
	bool mode_allows; /* the mode bits let this user in, whatever open said */
	int open_errno; /* 0: it opened */
} device_node;
typedef LIST(device_node) device_nodes;

/* One folder of /proc/driver/nvidia/gpus. */
typedef struct gpu_file {
	str bus, uuid, model; /* absent when the file does not say */
	int minor;            /* -1: unknown */
} gpu_file;
typedef LIST(gpu_file) gpu_files;

typedef struct host_facts {
	host_kind kind;
	str container;       /* "docker", "kubernetes", "podman", ...; absent */
	str kernel_driver;   /* "580.95.05" of /proc/driver/nvidia/version; absent */
	int pci_nvidia;      /* display and 3D controllers of vendor 0x10de; -1: cannot tell */
	int pci_switch;      /* NVSwitch bridges */
	bool has_nvidia, has_uvm, has_nouveau; /* modules */
	device_nodes nodes;  /* nvidiactl, nvidia0..., nvidia-uvm, nvidia-uvm-tools, dxg */
	gpu_files gpus;
	int memfd_errno;     /* of memfd_create; 0: it works */
} host_facts;

typedef struct libcuda_facts {
	str path, real;      /* as the loader would find it, and without links; absent: not found */
	str version;         /* "580.95.05" of the real name; absent */
	str found_by;        /* "LD_LIBRARY_PATH", "ldconfig", "default", "wsl", "tegra", "option" */
	bool stub;
	bool compat;         /* by its ELF note, or a folder called compat */
	str compat_note;     /* the note's JSON; absent */
	bool compat_allows;  /* the note lists the kernel driver's major (true without a note) */
	bool readable;       /* an ELF file of this machine's architecture */
	str other;           /* a libcuda further down the search that is neither stub nor compat; absent */
} libcuda_facts;

typedef struct libcudart_facts {
	str path, real, soname; /* "libcudart.so.12" */
	int version;            /* 12090 by file name or soname (12000); 0: unknown */
	str found_by;           /* "LD_LIBRARY_PATH", "prefix", "site-packages", "torch", "ldconfig", "option" */
	bool in_prefix;         /* inside CONDA_PREFIX or VIRTUAL_ENV */
	bool used;              /* the one a program of the environment would load */
} libcudart_facts;
typedef LIST(libcudart_facts) libcudarts;

typedef struct library_facts {
	libcuda_facts cuda;
	libcudarts runtimes;
	bool has_nvml;      /* libnvidia-ml.so.1 stands where the loader looks */
	bool has_jit;       /* libnvidia-ptxjitcompiler.so.1 likewise */
	strs stub_folders;  /* folders of LD_LIBRARY_PATH that hold a stub */
} library_facts;

/* Environment variables that matter, in the order of PROBE_VARIABLES; unset ones are not listed, empty
 * ones are, with value "". */
typedef struct variable {
	str name, value;
} variable;
typedef LIST(variable) variables;

extern const char *const PROBE_VARIABLES[]; /* NULL-ended */
str variable_value(const variables *v, const char *name); /* absent when unset */

/* ---- children ---- */

typedef enum task_kind { TASK_NVML, TASK_DRIVER, TASK_RUNTIME, TASK_RECHECK } task_kind;
const char *task_name(task_kind k); /* "nvml" "driver" "runtime" "recheck" */

/* How the child's CUDA_VISIBLE_DEVICES is set. */
typedef enum visible_how { VISIBLE_KEEP, VISIBLE_SET, VISIBLE_UNSET } visible_how;

typedef struct task {
	task_kind kind;
	int unit;            /* which GPU of the job, 0-based; -1: none in particular */
	visible_how how;
	str visible;         /* with VISIBLE_SET: one UUID, or one entry */
	bool pci_order;      /* set CUDA_DEVICE_ORDER=PCI_BUS_ID; else as the job has it */
	str library;         /* what to dlopen; absent: the bare name */
	int declared;        /* 12090, for the JIT ceiling; 0: skip that stage */
	int budget_extra_ms; /* added to stage budgets: persistence mode is off */
} task;
typedef LIST(task) tasks;

typedef struct step {
	probe_stage stage;
	probe_api api;
	str call;            /* "cuInit" */
	int device;          /* index as the child saw it; -1 */
	int rc;              /* 0 good */
	str code_name;       /* as the library itself names rc; absent */
	double ms;
	bool open;           /* began and never ended */
	bool tolerated;      /* its failure does not stop the child: a missing extra, the JIT ceiling */
} step;
typedef LIST(step) steps;

/* What a child learned. NOTE_X(device) has a number, a text, or both. */
#define NOTES(X)                                                                                   \
	X(LIBRARY)        /* text: path that dlopen took */                                        \
	X(LOADER)         /* text: dlerror */                                                      \
	X(MISSING)        /* text: a symbol this library lacks */                                  \
	X(DRIVER_VERSION) /* text: NVML's kernel driver version */                                 \
	X(DRIVER_CUDA)    /* number: cuDriverGetVersion, cudaDriverGetVersion, NVML's */           \
	X(RUNTIME_CUDA)   /* number: cudaRuntimeGetVersion */                                      \
	X(COUNT)          /* number: devices */                                                    \
	X(NAME) X(UUID) X(BUS) /* text */                                                          \
	X(CC)             /* number: 90 for 9.0, 121 for 12.1 */                                   \
	X(MEM_FREE) X(MEM_TOTAL) /* number: MiB */                                                 \
	X(MODE)           /* number: compute mode, 0 default 1 thread 2 prohibited 3 process */    \
	X(MIG)            /* number: 1 on */                                                       \
	X(MIG_COUNT) X(MIG_UUID) /* number; text, one note per instance */                         \
	X(PERSISTENCE)    /* number: 1 on */                                                       \
	X(ECC)            /* number: volatile uncorrectable errors */                              \
	X(REMAP_PENDING) X(REMAP_FAILED) /* number: 1 yes */                                       \
	X(FABRIC)         /* number: 0 not supported 1 not started 2 in progress 3 completed */    \
	X(RECOVERY)       /* number: 0 none 1 reset 2 reboot 3 drain 4 drain and reset */          \
	X(PROCESS)        /* number: pid; text: MiB it holds */                                    \
	X(DEVICE_RC)      /* number: nvmlReturn_t of the device's handle */                        \
	X(PTX_HEADER)     /* text: "6.0/sm_30", the one that loaded */                             \
	X(JIT_LOG)        /* text: the driver's error log */                                       \
	X(CEILING)        /* number: rc of the empty module of the declared PTX version; text: log */ \
	X(BAD_INDEX)      /* number: first wrong element; text: what differed */                   \
	X(HASH)           /* text: of the result */                                                \
	X(TEXT)           /* text: anything else worth showing */

#define NOTE_AS_ENUM(name) NOTE_##name,
typedef enum note_key { NOTES(NOTE_AS_ENUM) NOTE_COUNT_ALL } note_key;
#undef NOTE_AS_ENUM
const char *note_name(note_key k); /* "DRIVER_CUDA" */

typedef struct probe_note {
	note_key key;
	int device;        /* -1: about no device */
	long long number;
	str text;          /* absent when it has none */
} probe_note;
typedef LIST(probe_note) probe_notes;

typedef enum ending {
	ENDED_WELL,      /* the last record is "teardown end, 0", and the status is 0 */
	ENDED_FAILED,    /* a step failed, the child said so and left in order */
	ENDED_EXIT,      /* left without saying so: _exit inside a library */
	ENDED_SIGNAL,    /* a crash */
	ENDED_DEADLINE,  /* killed at a deadline */
	ENDED_STUCK,     /* killed at a deadline, and still there */
	ENDED_DISTURBED, /* its report was forged, torn or out of order */
	ENDED_UNSTARTED  /* it could not be started: errno in status */
} ending;
const char *ending_name(ending e);

typedef struct outcome {
	task task;
	ending ending;
	int status;        /* exit status, signal number or errno, by ending */
	int pid;
	double ms;
	int budget_ms;     /* of the stage that overran */
	str log;           /* what it printed, cut at 16 KiB; not trusted */
	str state, wchan;  /* of a stuck process: "D", "uvm_release" */
	int round;         /* probe_next's round, from 1 */
	bool alone;        /* nothing else of ours ran beside it */
	steps steps;
	probe_notes notes;
} outcome;
typedef LIST(outcome) outcomes;

/* The first step that was left open, or failed without being tolerated; NULL when all are good. */
const step *outcome_bad_step(const outcome *o);

/* The last note of that key and device (-1: any device), or NULL. */
const probe_note *outcome_note(const outcome *o, note_key key, int device);
long long outcome_number(const outcome *o, note_key key, int device, long long missing);
str outcome_text(const outcome *o, note_key key, int device);

/* ---- facts and report ---- */

typedef struct probe_wish {
	int require;         /* GPUs that must pass; default 1 */
	bool allow_no_gpu;
	strs devices;        /* --devices: entries as in CUDA_VISIBLE_DEVICES; empty: all the job sees */
	int deadline_ms;     /* of the whole run */
	str libcuda;         /* --libcuda, absent: by name */
	str libcudart;       /* --libcudart, absent: searched */
	bool deep_runtime;   /* try the runtime (S9) at all */
	int patience;        /* deadline and stage budgets times this; 0 is 1 */
} probe_wish;

typedef struct probe_facts {
	host_facts host;
	library_facts libraries;
	variables env;
	declared_cuda declared;
	probe_wish wish;
	outcomes children;   /* of all rounds, in the order of their tasks */
	int round;           /* rounds that are over */
	double wall_ms;
	bool out_of_time;    /* the deadline of the whole run was reached */
} probe_facts;

/* A cause that applies. */
typedef struct probe_finding {
	cause_id cause;
	cause_class class;   /* the cause's own, or NOTED where it only warns */
	int unit;            /* -1: about the machine */
	str message, fix;    /* filled in */
	str evidence;        /* what it was concluded from, one line */
	probe_stage stage;
	probe_api api;       /* of the step that failed; API_NONE */
	str call, code_name;
	int rc;
} probe_finding;
typedef LIST(probe_finding) probe_findings;

/* One GPU of the job. */
typedef struct probe_device {
	int index;           /* among the job's GPUs */
	str uuid, bus, name; /* absent when nobody could say */
	int cc;              /* 90; 0 unknown */
	int driver_cuda;     /* 13000 */
	long long mem_free_mib, mem_total_mib; /* -1 unknown */
	int mode;            /* -1 unknown, as for all below */
	int mig, persistence, remap_pending, fabric;
	long long ecc;
	str hash;            /* of the result; absent if it was not reached */
	str ptx;             /* header that loaded */
	cause_id verdict;    /* CAUSE_COUNT: it passed */
	bool tried;
	double ms;
	steps steps;
} probe_device;
typedef LIST(probe_device) probe_devices;

typedef struct probe_report {
	const probe_facts *facts;
	probe_devices devices;
	probe_findings failures; /* the first is the verdict */
	probe_findings warnings;
	bool skipped;        /* --allow-no-gpu, and there is none */
	cause_class class;   /* NOTED when it passed or was skipped */
	int exit;
	int passed;          /* devices */
	const struct err *error; /* the probe could not do its work: nothing above but facts (empty) and exit */
} probe_report;

#endif
