// Blocks that run at once and write into each other's shared memory: a kernel that uses this needs
// sm_90, and whole clusters in its grid.
#ifndef CULEBRA_CLUSTER_CUH
#define CULEBRA_CLUSTER_CUH

#include "kernel.cuh"

// Blocks of a cluster: as many as every device has room for that has clusters.
#define CULEBRA_CLUSTER 8

#ifdef __CUDACC__

#define CULEBRA_CLUSTER_GLOBAL(threads, name, type)                  \
  extern "C" __global__ void __cluster_dims__(CULEBRA_CLUSTER, 1, 1) \
      __launch_bounds__(threads, 1) name(const struct type block)

// Waits for all threads of the cluster, whose writes are seen behind it.
static CULEBRA_DEVICE void culebra_cluster_barrier() {
  asm volatile("barrier.cluster.arrive.release;\n\tbarrier.cluster.wait.acquire;" ::: "memory");
}

// Writes where another block of the cluster has what this one has at an address in shared memory.
static CULEBRA_DEVICE void culebra_give(float *at, int block, float value) {
  const uint32_t own = (uint32_t)__cvta_generic_to_shared(at);
  uint32_t there;
  asm("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(there) : "r"(own), "r"(block));
  asm volatile("st.shared::cluster.f32 [%0], %1;" ::"r"(there), "f"(value) : "memory");
}

#else

#define CULEBRA_CLUSTER_GLOBAL(threads, name, type)                                        \
  CULEBRA_GLOBAL(name, type);                                                              \
  static const emulation::Clustered name##_clustered(name##_registered, CULEBRA_CLUSTER); \
  static void name##_thread(const struct type &block)
#define culebra_cluster_barrier() emulation::clusterBarrier(__LINE__)
#define culebra_give(at, block, value) \
  (*static_cast<float *>(emulation::remote(at, block, __LINE__)) = (value))

#endif

#endif
