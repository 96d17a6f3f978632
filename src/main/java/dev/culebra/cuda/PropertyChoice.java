package dev.culebra.cuda;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One of several ways, as a property of the JVM says by the name of an enumeration's value in lower
 * case. Read each time.
 *
 * @param property its name
 * @param standard the way without it
 */
record PropertyChoice<E extends Enum<E>>(String property, E standard) {
  /**
   * As the property says.
   *
   * @throws IllegalArgumentException in words, if it says something else
   */
  E get() {
    String wanted = System.getProperty(property, word(standard));
    return Arrays.stream(values())
        .filter(choice -> word(choice).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(wanted)));
  }

  /** Why there is no such choice, with the cure; null if there is. */
  String refusal() {
    try {
      get();
      return null;
    } catch (IllegalArgumentException unknown) {
      return unknown.getMessage();
    }
  }

  private E[] values() {
    return standard.getDeclaringClass().getEnumConstants();
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private String unknown(String wanted) {
    return "-D"
        + property
        + "="
        + wanted
        + " is unknown; choose "
        + Arrays.stream(values()).map(PropertyChoice::word).collect(Collectors.joining(", "));
  }
}
