package dev.culebra.cuda;

import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasSetStream;
import static jcuda.jcublas.JCublas2.cublasSetWorkspace;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jcuda.Pointer;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;

/**
 * cuBLAS on the device's stream, for the life of the JVM, or why it cannot be used.
 *
 * @param handle null if refused
 * @param one the number 1 in memory that cuBLAS reads
 * @param zero the number 0 in memory that cuBLAS reads
 * @param refusal the reason with its cure; null if it can be used
 */
record CudaBlas(cublasHandle handle, Pointer one, Pointer zero, String refusal) {
  /** What NVIDIA recommends for its newest devices; fixed, because results depend on it. */
  private static final long WORKSPACE_BYTES = 32L << 20;

  static CudaBlas get() {
    return Found.BLAS;
  }

  private static final class Found {
    static final CudaBlas BLAS = find();
  }

  private static CudaBlas find() {
    try {
      CudaDriver.load("libcublas.so.12");
      return CudaDriver.withOwnFolder(() -> open(CudaDriver.get().device()));
    } catch (LinkageError failure) {
      return refused(
          "libcublas.so.12 not found; install CUDA 12's cuBLAS, or name its folder with -D"
              + CudaDriver.LIBRARIES
              + "=FOLDER");
    } catch (IOException failure) {
      return refused(failure + "; give java a writable folder with -Djava.io.tmpdir=FOLDER");
    }
  }

  private static CudaBlas open(CudaDevice device) {
    MemorySegment workspace = device.allocate(WORKSPACE_BYTES);
    device.enter();
    try {
      cublasHandle handle = new cublasHandle();
      int result = cublasCreate(handle);
      if (result != cublasStatus.CUBLAS_STATUS_SUCCESS) {
        // The handle must not be touched any more: that would end the JVM.
        return refused("cuBLAS does not start: " + cublasStatus.stringFor(result));
      }
      check(cublasSetStream(handle, new cudaStream_t(device.stream())), "stream");
      Pointer memory = CudaCalls.pointer(workspace);
      check(cublasSetWorkspace(handle, memory, WORKSPACE_BYTES), "workspace");
      return new CudaBlas(handle, number(1), number(0), null);
    } finally {
      device.leave();
    }
  }

  private static Pointer number(float value) {
    return CudaCalls.pointer(Arena.global().allocateFrom(ValueLayout.JAVA_FLOAT, value));
  }

  private static CudaBlas refused(String reason) {
    return new CudaBlas(null, null, null, reason);
  }

  /** Checks the result of a call of cuBLAS. */
  static void check(int result, String what) {
    if (result != cublasStatus.CUBLAS_STATUS_SUCCESS) {
      throw new IllegalStateException("[cublas] " + what + ": " + cublasStatus.stringFor(result));
    }
  }
}
