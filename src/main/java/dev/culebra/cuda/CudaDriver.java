package dev.culebra.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The driver of this machine, or why none of its devices can be used.
 *
 * @param isLoaded whether its functions can be called
 * @param refusal the reason with its cure; null if there is a device
 */
record CudaDriver(boolean isLoaded, String refusal) {
  static final String LIBRARY = "libcuda.so.1";

  private static final String TEMPORARY = "java.io.tmpdir";

  /** The driver of this JVM, looked for once. */
  static CudaDriver get() {
    return Found.DRIVER;
  }

  private static final class Found {
    static final CudaDriver DRIVER = find();
  }

  private static final Map<Integer, CudaDevice> OPENED = new ConcurrentHashMap<>();

  /** Why a device cannot be used, with the cure; null if it can, as long as it is not full. */
  String refusal(int number) {
    return refusal != null ? refusal : CudaFacts.refusal(number);
  }

  /**
   * A device by its number, which is not refused. It is opened when it is first asked for: that
   * takes some hundred MB of its memory, which may be somebody else's.
   *
   * @throws dev.culebra.files.UserError if it is full; it may be asked for again
   */
  CudaDevice device(int number) {
    return OPENED.computeIfAbsent(number, CudaDevice::new);
  }

  private static CudaDriver find() {
    if (!CudaDriver.class.getModule().isNativeAccessEnabled()) {
      return refused("native access is off; start java with --enable-native-access=ALL-UNNAMED");
    }
    try {
      Class.forName("jcuda.driver.JCudaDriver", false, CudaDriver.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      return refused("JCuda is not on the class path; add org.jcuda:jcuda and its natives");
    }
    try {
      load();
      return withOwnFolder(() -> new CudaDriver(true, CudaFacts.refusal()));
    } catch (LinkageError failure) {
      return refused(
          LIBRARY
              + " not found; install the NVIDIA driver, or name its folder with -D"
              + VendorLibrary.FOLDERS
              + "=FOLDER");
    } catch (IOException failure) {
      return refused(failure + "; give java a writable folder with -Djava.io.tmpdir=FOLDER");
    }
  }

  /**
   * Loads the driver's library by its path, if it lies in a folder that the user named: what is
   * loaded need not be searched for again. Otherwise JCuda leaves the search to the system's
   * loader.
   */
  @SuppressWarnings("restricted")
  private static void load() {
    VendorLibrary.named().stream()
        .map(folder -> folder.resolve(LIBRARY).toAbsolutePath())
        .filter(Files::exists)
        .findFirst()
        .ifPresent(file -> System.load(file.toString()));
  }

  /**
   * Runs the first use of a class of JCuda with a temporary folder of its own (mode 0700): its
   * loader writes libraries there under fixed names, so that several JVMs would overwrite each
   * other's.
   */
  private static <T> T withOwnFolder(Supplier<T> use) throws IOException {
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

  private static CudaDriver refused(String reason) {
    return new CudaDriver(false, reason);
  }
}
