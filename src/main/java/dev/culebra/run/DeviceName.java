package dev.culebra.run;

import dev.culebra.files.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which devices of a kind: {@code cpu}, {@code cuda} (the first), {@code cuda:1}, {@code cuda:0,1},
 * {@code cuda:all}.
 *
 * @param kind for example {@code cuda}
 * @param numbers from 0, in the order given; empty for all that there are
 */
public record DeviceName(String kind, List<Integer> numbers) {
  private static final Pattern FORM = Pattern.compile("cpu|cuda(:(all|\\d{1,3}(,\\d{1,3})*))?");

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if it is none, or has a number twice
   */
  public static DeviceName parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          text + ": unknown device; give cpu or cuda, or by number cuda:1, cuda:0,1, cuda:all");
    }
    String[] parts = text.split(":");
    if (parts.length == 1) {
      return new DeviceName(text, List.of(0));
    }
    if (parts[1].equals("all")) {
      return new DeviceName(parts[0], List.of());
    }
    List<Integer> numbers =
        Arrays.stream(parts[1].split(",")).map(Integer::valueOf).distinct().toList();
    if (numbers.size() < parts[1].split(",").length) {
      throw new IllegalArgumentException(text + ": names a device twice; give each once");
    }
    return new DeviceName(parts[0], numbers);
  }

  /**
   * Checks that the devices are there.
   *
   * @throws UserError for the first that is not, with the reason and its cure
   */
  public void require() {
    for (int number : present()) {
      Tiers tiers = Tiers.of(kind, number);
      if (tiers.names().isEmpty()) {
        throw new UserError(
            "device " + of(kind, number) + ": " + String.join("; ", tiers.refusals().values()));
      }
    }
  }

  /** The name of one device. */
  static String of(String kind, int number) {
    return number == 0 ? kind : kind + ":" + number;
  }

  /** The numbers of the devices that are meant; at least one. */
  List<Integer> present() {
    return numbers.isEmpty()
        ? IntStream.range(0, Math.max(1, Tiers.devices(kind))).boxed().toList()
        : numbers;
  }

  /**
   * The only number.
   *
   * @throws UserError if there are several
   */
  int single() {
    List<Integer> present = present();
    if (present.size() > 1) {
      throw new UserError(
          "device " + this + ": only training runs on several; give one, for example " + kind);
    }
    return present.getFirst();
  }

  @Override
  public String toString() {
    if (numbers.isEmpty()) {
      return kind + ":all";
    }
    return numbers.size() == 1
        ? of(kind, numbers.getFirst())
        : kind + ":" + String.join(",", numbers.stream().map(String::valueOf).toList());
  }
}
