package dev.culebra.cuda;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A library of NVIDIA's, loaded for the life of the JVM.
 *
 * @param name of the file, with its major version
 * @param symbols its functions
 */
record VendorLibrary(String name, SymbolLookup symbols) {
  /** Names folders of the vendor's libraries: nothing is then searched for elsewhere. */
  static final String FOLDERS = "culebra.cuda.libraries";

  /** Where toolkits, containers, Conda and pip put libraries that the system's loader overlooks. */
  private static final List<String> USUAL =
      List.of(
          "/usr/local/cuda/lib64",
          "/usr/local/cuda-*/lib64",
          "/usr/lib/x86_64-linux-gnu",
          "/opt/cuda/lib64",
          "${CUDA_HOME}/lib64",
          "${CONDA_PREFIX}/lib",
          "${CONDA_PREFIX}/lib/python3*/site-packages/nvidia/*/lib",
          "${VIRTUAL_ENV}/lib/python3*/site-packages/nvidia/*/lib",
          "${HOME}/.local/lib/python3*/site-packages/nvidia/*/lib",
          "/usr/local/lib/python3*/dist-packages/nvidia/*/lib",
          "/usr/local/lib/python3*/site-packages/nvidia/*/lib");

  /** Folders that the user named; empty to search. */
  static List<Path> named() {
    String folders = System.getProperty(FOLDERS);
    return folders == null
        ? List.of()
        : Stream.of(folders.split(File.pathSeparator)).map(Path::of).toList();
  }

  /**
   * The library of that name, or null.
   *
   * @param companion a library beside it that it asks for by name; loaded first, so that it is
   *     found
   */
  @SuppressWarnings("restricted")
  static VendorLibrary find(String name, String companion) {
    if (named().isEmpty()) {
      try {
        return new VendorLibrary(name, SymbolLookup.libraryLookup(name, Arena.global()));
      } catch (IllegalArgumentException absent) {
        return inFolders(usual(), name, companion);
      }
    }
    return inFolders(named(), name, companion);
  }

  private static VendorLibrary inFolders(List<Path> folders, String name, String companion) {
    for (Path folder : folders) {
      if (Files.exists(folder.resolve(name))) {
        if (Files.exists(folder.resolve(companion))) {
          open(folder.resolve(companion));
        }
        return new VendorLibrary(name, open(folder.resolve(name)));
      }
    }
    return null;
  }

  /**
   * @throws IllegalArgumentException if the system's loader refuses the file
   */
  @SuppressWarnings("restricted")
  private static SymbolLookup open(Path file) {
    return SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global());
  }

  private static List<Path> usual() {
    List<Path> folders = new ArrayList<>();
    for (String pattern : USUAL) {
      String variable = pattern.startsWith("$") ? pattern.substring(2, pattern.indexOf('}')) : null;
      String value = variable == null ? "" : System.getenv(variable);
      if (value != null) {
        String path = value + pattern.substring(pattern.indexOf('}') + 1);
        List<Path> found = List.of(Path.of("/"));
        for (Path part : Path.of(path)) {
          found = found.stream().flatMap(folder -> matches(folder, part.toString())).toList();
        }
        folders.addAll(found);
      }
    }
    return folders;
  }

  /** Entries of a folder that match, the highest version first. */
  private static Stream<Path> matches(Path folder, String part) {
    if (!part.contains("*")) {
      return Stream.of(folder.resolve(part)).filter(Files::isDirectory);
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, part)) {
      List<Path> found = new ArrayList<>();
      entries.forEach(found::add);
      return found.stream().sorted((a, b) -> b.compareTo(a));
    } catch (IOException unreadable) {
      return Stream.of();
    }
  }

  /** Where a loaded library lies; its name alone if the system does not tell. */
  static String location(String name) {
    try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
      return mapped
          .filter(line -> line.contains("/" + name))
          .map(line -> line.substring(line.indexOf('/')))
          .findFirst()
          .orElse(name);
    } catch (IOException | UncheckedIOException unknown) {
      return name;
    }
  }

  /**
   * A function of the library.
   *
   * @throws UnsatisfiedLinkError if it has no such function
   */
  @SuppressWarnings("restricted")
  MethodHandle function(String function, FunctionDescriptor descriptor) {
    return Linker.nativeLinker()
        .downcallHandle(
            symbols
                .find(function)
                .orElseThrow(() -> new UnsatisfiedLinkError(name + " has no " + function)),
            descriptor);
  }

  /** Calls a function that returns a status, once: what is called often is bound. */
  int call(String function, Object... arguments) {
    MemoryLayout[] layouts =
        Stream.of(arguments).map(VendorLibrary::layout).toArray(MemoryLayout[]::new);
    MethodHandle handle = function(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts));
    try {
      return (int) handle.invokeWithArguments(arguments);
    } catch (Throwable thrown) {
      throw new IllegalStateException("[" + name + "] " + function, thrown);
    }
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case MemorySegment _ -> ValueLayout.ADDRESS;
      case Long _ -> ValueLayout.JAVA_LONG;
      case Integer _ -> ValueLayout.JAVA_INT;
      default -> throw new IllegalArgumentException("not an argument of C: " + argument);
    };
  }
}
