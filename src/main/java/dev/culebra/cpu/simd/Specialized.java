package dev.culebra.cpu.simd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/**
 * A copy of a loop class for one function. The JIT compiles a loop once for all its users, and a
 * loop that calls different vector functions through one interface neither inlines them nor keeps
 * vectors in registers. So each function gets its own hidden copy of the loop's class, in which the
 * function is a static final constant (the class data) that the JIT inlines.
 */
final class Specialized {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private Specialized() {}

  /**
   * An instance of a hidden copy of {@code template}, which must implement {@code kind} and read
   * {@code function} as its class data.
   */
  static <T> T of(Class<T> kind, Class<? extends T> template, Object function) {
    try (InputStream code = template.getResourceAsStream(template.getSimpleName() + ".class")) {
      Class<?> copy =
          LOOKUP.defineHiddenClassWithClassData(code.readAllBytes(), function, true).lookupClass();
      return kind.cast(copy.getDeclaredConstructor().newInstance());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot specialize " + template.getName(), e);
    }
  }

  /** The function that the hidden class behind {@code lookup} was made for. */
  static <T> T function(MethodHandles.Lookup lookup, Class<T> kind) {
    try {
      return MethodHandles.classData(lookup, "_", kind);
    } catch (IllegalAccessException e) {
      throw new LinkageError("no class data", e);
    }
  }
}
