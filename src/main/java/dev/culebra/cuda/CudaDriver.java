package dev.culebra.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The driver of this machine with its first device, or why there is none that can be used.
 *
 * @param device null if refused
 * @param refusal the reason with its cure; null if there is a device
 */
record CudaDriver(CudaDevice device, String refusal) {
  /** A folder with the vendor's libraries, for those that lie where nobody looks. */
  static final String LIBRARIES = "culebra.cuda.libraries";

  private static final String TEMPORARY = "java.io.tmpdir";

  /** The driver of this JVM, looked for once. */
  static CudaDriver get() {
    return Found.DRIVER;
  }

  private static final class Found {
    static final CudaDriver DRIVER = find();
  }

  private static CudaDriver find() {
    if (!CudaDriver.class.getModule().isNativeAccessEnabled()) {
      return refused("native access is off; start java with --enable-native-access=ALL-UNNAMED");
    }
    try {
      Class.forName("jcuda.driver.JCudaDriver", false, CudaDriver.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      return refused("JCuda is not on the class path; add org.jcuda:jcuda and org.jcuda:jcublas");
    }
    try {
      load("libcuda.so.1");
      return withOwnFolder(CudaDriver::open);
    } catch (LinkageError failure) {
      return refused(
          "libcuda.so.1 not found; install the NVIDIA driver, or name its folder with -D"
              + LIBRARIES
              + "=FOLDER");
    } catch (IOException failure) {
      return refused(failure + "; give java a writable folder with -Djava.io.tmpdir=FOLDER");
    }
  }

  /**
   * Loads a library of the vendor by its path, if it lies where the user said: what is loaded need
   * not be searched for again. Otherwise JCuda leaves the search to the system's loader.
   */
  @SuppressWarnings("restricted")
  static void load(String library) {
    String folder = System.getProperty(LIBRARIES);
    if (folder != null) {
      System.load(Path.of(folder, library).toAbsolutePath().toString());
    }
  }

  /**
   * Runs the first use of a class of JCuda with a temporary folder of its own (mode 0700): its
   * loader writes libraries there under fixed names, so that several JVMs would overwrite each
   * other's.
   */
  static <T> T withOwnFolder(Supplier<T> use) throws IOException {
    String before = System.getProperty(TEMPORARY);
    Path folder = Files.createTempDirectory("culebra-cuda");
    try {
      System.setProperty(TEMPORARY, folder.toString());
      return use.get();
    } finally {
      System.setProperty(TEMPORARY, before);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static CudaDriver open() {
    String refusal = CudaDevice.refusal();
    return refusal == null ? new CudaDriver(new CudaDevice(0), null) : refused(refusal);
  }

  private static CudaDriver refused(String reason) {
    return new CudaDriver(null, reason);
  }
}
