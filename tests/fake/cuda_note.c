/* cuda_note: the ELF note of a cuda-compat libcuda: which kernel drivers it goes with. Form as in
 * NVIDIA's container toolkit (cmd/nvidia-cdi-hook/cudacompat). The words are ours: a build for CUDA 12.9
 * that takes R535 to R575. */
__asm__(".pushsection .note.cuda.fwd_compatibility,\"a\",@note\n"
        ".balign 4\n"
        ".long 2f-1f, 4f-3f, 1\n"
        "1: .asciz \"NVIDIA Corporation\"\n"
        "2: .balign 4\n"
        "3: .asciz \"{\\\"Format\\\": 1, \\\"CUDA Version\\\": \\\"12.9\\\", "
        "\\\"Driver\\\": [535, 550, 560, 565, 570, 575], \\\"Device\\\": [1, 2, 7]}\"\n"
        "4: .balign 4\n"
        ".popsection\n");

/* A translation unit must not be empty. */
typedef int cuda_note_unit;
