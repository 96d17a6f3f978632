package dev.culebra.cuda;

import jcuda.NativePointerObject;

/** The number in a pointer of JCuda, which shows it to heirs only. */
final class CudaAddress extends NativePointerObject {
  private CudaAddress(NativePointerObject pointer) {
    super(pointer);
  }

  static long of(NativePointerObject pointer) {
    return new CudaAddress(pointer).getNativePointer();
  }
}
