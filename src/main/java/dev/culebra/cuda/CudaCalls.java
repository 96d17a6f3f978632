package dev.culebra.cuda;

import static jcuda.driver.JCudaDriver.cuGetErrorName;

import dev.culebra.files.UserError;
import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;

/** What every use of JCuda needs: results checked, addresses as JCuda takes them. */
final class CudaCalls {
  private CudaCalls() {}

  /**
   * Checks the result of a driver call.
   *
   * @param what was tried, for the message
   */
  static void check(int result, String what) {
    if (result == CUresult.CUDA_SUCCESS) {
      return;
    }
    String text = "[cuda] " + what + ": " + name(result);
    if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      throw new UserError(text + "; the device is full; choose a smaller batch");
    }
    throw new IllegalStateException(text);
  }

  static String name(int result) {
    String[] name = new String[1];
    cuGetErrorName(result, name);
    return name[0];
  }

  static Pointer pointer(MemorySegment memory) {
    return new Pointer().withByteOffset(memory.address());
  }

  static CUdeviceptr device(MemorySegment memory) {
    return new CUdeviceptr().withByteOffset(memory.address());
  }
}
