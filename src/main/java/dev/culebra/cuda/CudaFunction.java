package dev.culebra.cuda;

import static dev.culebra.cuda.CudaCalls.check;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;

import dev.culebra.kernel.Call;
import dev.culebra.memory.Block;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;

/**
 * A kernel loaded on the device, for the life of the JVM.
 *
 * @param name in the image
 * @param device where it is loaded
 * @param code the driver's handle
 * @param blockBytes size of its argument block
 */
record CudaFunction(String name, CudaDevice device, CUfunction code, long blockBytes) {
  private static final Map<Key, CUmodule> MODULES = new ConcurrentHashMap<>();
  private static final Map<Key, CudaFunction> FUNCTIONS = new ConcurrentHashMap<>();

  private record Key(CudaDevice device, String name) {}

  /**
   * The kernel on the present device, loaded if need be.
   *
   * @param image file of {@code cuda-kernels/} without its ending
   * @param name of the kernel in it
   */
  static CudaFunction of(String image, String name) {
    CudaDevice device = CudaDevice.current();
    return FUNCTIONS.computeIfAbsent(new Key(device, name), _ -> load(device, image, name));
  }

  private static CudaFunction load(CudaDevice device, String image, String name) {
    CudaImage file = CudaImage.of(image, device.capability(), CudaFacts.driverVersion());
    device.enter();
    try {
      CUmodule module = MODULES.computeIfAbsent(new Key(device, image), _ -> file.load());
      CUfunction code = new CUfunction();
      check(cuModuleGetFunction(code, module, name), "kernel " + name + " of " + image);
      return new CudaFunction(name, device, code, file.blockBytes(name));
    } finally {
      device.leave();
    }
  }

  /**
   * A launch with fixed arguments, for work on the device's stream.
   *
   * @param blocks blocks of threads
   * @param threads threads of a block
   */
  Call launch(Block block, int blocks, int threads) {
    MemorySegment arguments = block.segment();
    if (arguments.byteSize() != blockBytes) {
      throw new IllegalStateException(
          "[cuda] "
              + name
              + " has a block of "
              + blockBytes
              + " bytes; "
              + arguments.byteSize()
              + " expected");
    }
    // An array of one pointer, as the driver wants it; made now, a launch costs a twentieth.
    MemorySegment parameters = Arena.ofAuto().allocate(ValueLayout.ADDRESS);
    parameters.set(ValueLayout.ADDRESS, 0, arguments);
    return new Launch(this, block, parameters, CudaCalls.pointer(parameters), blocks, threads);
  }

  /** Holds the memory that the driver reads at each launch. */
  private record Launch(
      CudaFunction function,
      Block block,
      MemorySegment memory,
      Pointer parameters,
      int blocks,
      int threads)
      implements Call {
    @Override
    public void run() {
      check(
          cuLaunchKernel(
              function.code,
              blocks,
              1,
              1,
              threads,
              1,
              1,
              0,
              function.device.stream(),
              parameters,
              null),
          function.name);
    }
  }
}
