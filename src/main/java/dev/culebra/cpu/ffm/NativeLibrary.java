package dev.culebra.cpu.ffm;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The library that CMake builds from {@code native/}, or why it cannot be used here. Once loaded it
 * stays for the life of the JVM.
 *
 * @param symbols its functions; null if refused
 * @param refusal the reason with its cure; null if loaded
 */
record NativeLibrary(SymbolLookup symbols, String refusal) {
  /** A library that lies outside the class path, for those who build their own. */
  static final String PROPERTY = "culebra.native";

  /** The library of this JVM, looked for once. */
  static NativeLibrary get() {
    return Found.LIBRARY;
  }

  private static final class Found {
    static final NativeLibrary LIBRARY = find(System.getProperty(PROPERTY), platform());
  }

  /**
   * @param path where the library lies, or null for the one on the class path
   * @param platform operating system and processor as CMake names them: {@code linux-x86_64}
   */
  static NativeLibrary find(String path, String platform) {
    if (!NativeLibrary.class.getModule().isNativeAccessEnabled()) {
      return refused("native access is off; start java with --enable-native-access=ALL-UNNAMED");
    }
    if (path != null) {
      return load(Path.of(path), "point -D" + PROPERTY + " to a library built from native/");
    }
    String name = System.mapLibraryName("culebra");
    try (InputStream resource =
        NativeLibrary.class.getResourceAsStream("/dev/culebra/native/" + platform + "/" + name)) {
      return resource == null
          ? refused(
              "no "
                  + name
                  + " for "
                  + platform
                  + " on the class path; build with cmake and a C compiler")
          : extract(resource, name);
    } catch (IOException exception) {
      return refused(
          exception + "; give java a writable directory with -Djava.io.tmpdir=DIRECTORY");
    }
  }

  /**
   * The loader takes files only. The directory is the user's alone (mode 0700), so nobody can put
   * another library in its place; once mapped the file is not needed.
   */
  private static NativeLibrary extract(InputStream resource, String name) throws IOException {
    Path directory = Files.createTempDirectory("culebra-native");
    Path file = directory.resolve(name);
    try {
      Files.copy(resource, file);
      return load(
          file,
          "its directory may forbid programs; choose another with -Djava.io.tmpdir=DIRECTORY");
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }

  @SuppressWarnings("restricted")
  private static NativeLibrary load(Path file, String cure) {
    try {
      // Absolute, or the loader would search the system's directories for a bare name.
      Path absolute = file.toAbsolutePath();
      return new NativeLibrary(SymbolLookup.libraryLookup(absolute, Arena.global()), null);
    } catch (IllegalArgumentException exception) {
      return refused(exception.getMessage() + "; " + cure);
    }
  }

  private static NativeLibrary refused(String reason) {
    return new NativeLibrary(null, reason);
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch");
    return system + "-" + (processor.equals("amd64") ? "x86_64" : processor);
  }
}
