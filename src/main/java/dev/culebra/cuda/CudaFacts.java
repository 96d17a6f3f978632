package dev.culebra.cuda;

import static dev.culebra.cuda.CudaCalls.check;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetCount;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDeviceTotalMem;
import static jcuda.driver.JCudaDriver.cuDriverGetVersion;
import static jcuda.driver.JCudaDriver.cuInit;

import java.nio.charset.StandardCharsets;
import jcuda.driver.CUdevice;

/** What the driver tells about itself and its devices. */
final class CudaFacts {
  /** CUDA 12.0, the oldest that the images load on. */
  private static final int OLDEST_DRIVER = 12000;

  /** Turing, the oldest that the images are for. */
  private static final int OLDEST_CAPABILITY = 75;

  private CudaFacts() {}

  /** Why no device can be used, with the cure; null if one may. */
  static String refusal() {
    int result = cuInit(0);
    if (result != 0 || devices() == 0) {
      return "the driver has no device"
          + (result == 0 ? "" : " (" + CudaCalls.name(result) + ")")
          + "; see what nvidia-smi lists, and CUDA_VISIBLE_DEVICES";
    }
    int driver = driverVersion();
    return driver >= OLDEST_DRIVER
        ? null
        : "the driver is for CUDA "
            + version(driver)
            + "; "
            + version(OLDEST_DRIVER)
            + " or newer is needed; update the NVIDIA driver";
  }

  /** Why a device cannot be used, with the cure; null if it can. */
  static String refusal(int number) {
    if (number >= devices()) {
      return "no such device: the driver has "
          + devices()
          + ", numbered from 0; see what nvidia-smi lists, and CUDA_VISIBLE_DEVICES";
    }
    CUdevice device = device(number);
    int capability = capability(device);
    return capability >= OLDEST_CAPABILITY
        ? null
        : name(device)
            + " has compute capability "
            + capability / 10.0
            + "; 7.5 (Turing) or newer is needed; choose another with CUDA_VISIBLE_DEVICES";
  }

  /** How many devices there are; 0 if the driver does not start. */
  static int devices() {
    int[] count = new int[1];
    return cuDeviceGetCount(count) == 0 ? count[0] : 0;
  }

  static CUdevice device(int number) {
    CUdevice device = new CUdevice();
    check(cuDeviceGet(device, number), "device " + number);
    return device;
  }

  /** The newest CUDA that the driver serves: 12040 for 12.4. */
  static int driverVersion() {
    int[] version = new int[1];
    check(cuDriverGetVersion(version), "driver version");
    return version[0];
  }

  static String version(int number) {
    return number / 1000 + "." + number % 1000 / 10;
  }

  private static String name(CUdevice device) {
    byte[] name = new byte[256];
    check(cuDeviceGetName(name, name.length, device), "device name");
    return new String(name, StandardCharsets.UTF_8).replaceFirst("\0.*", "");
  }

  /** Compute capability: 90 for 9.0. */
  static int capability(CUdevice device) {
    return 10 * attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
        + attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  }

  static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    check(cuDeviceGetAttribute(value, attribute, device), "device attribute " + attribute);
    return value[0];
  }

  /** In words: name, memory, compute capability. */
  static String describe(CUdevice device) {
    long[] bytes = new long[1];
    check(cuDeviceTotalMem(bytes, device), "device memory");
    return name(device)
        + ", "
        + (bytes[0] >> 20)
        + " MiB, compute capability "
        + capability(device) / 10.0;
  }
}
