package dev.culebra.harness;

import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What package {@code op} offers, read from its class files, so that nothing can be forgotten. */
final class Operations {
  private Operations() {}

  /** The classes of all operations. */
  static List<Class<?>> all() {
    return classes().stream()
        .filter(type -> Op.class.isAssignableFrom(type) && !type.isInterface())
        .toList();
  }

  /** Classes that are no operations but make values of several. */
  static List<Class<?>> compositions() {
    return classes().stream()
        .filter(type -> !Op.class.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers()))
        .filter(type -> Stream.of(type.getDeclaredMethods()).anyMatch(Operations::makesValues))
        .toList();
  }

  private static boolean makesValues(Method method) {
    boolean open =
        Modifier.isPublic(method.getModifiers()) && Modifier.isStatic(method.getModifiers());
    boolean takes = Stream.of(method.getParameterTypes()).anyMatch(Value.class::isAssignableFrom);
    return open && takes;
  }

  /** {@code Conv2d} as {@code conv2d}, {@code LogSumExp} as {@code log_sum_exp}. */
  static String name(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static List<Class<?>> classes() {
    try {
      Path root = Path.of(Op.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.list(root.resolve("dev/culebra/op"))) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(file -> file.endsWith(".class") && !file.matches("package-info.*|.*\\$.*"))
            .<Class<?>>map(file -> load(file.replace(".class", "")))
            .toList();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (URISyntaxException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName("dev.culebra.op." + name);
    } catch (ClassNotFoundException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
