package dev.culebra.data;

import dev.culebra.files.UserError;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Data to learn from, and data held out to judge by. */
public record Split(Dataset train, Dataset test) {
  public Split {
    if (!train.sampleShape().equals(test.sampleShape())) {
      throw new UserError(
          train.name()
              + ": training samples are "
              + train.sampleShape()
              + ", test samples "
              + test.sampleShape()
              + "; give both the same shape");
    }
  }

  /** SHA-256 over both parts, in hexadecimal. */
  public String hash() {
    return Sha256.hex(train.hash() + test.hash());
  }

  /**
   * Holds out about one sample in ten, by a hash of each sample's key and no seed: a sample stays
   * on its side when others come or go.
   *
   * @throws UserError if there are fewer than two samples
   */
  static Split heldOut(Dataset all, IntFunction<String> key) {
    Sides sides = sides(all.name(), all.count(), key);
    return new Split(all.select(sides.train()), all.select(sides.test()));
  }

  /** Numbers of the samples on either side, rising. */
  record Sides(int[] train, int[] test) {}

  /** Where {@link #heldOut} puts the samples. */
  static Sides sides(String name, int count, IntFunction<String> key) {
    if (count < 2) {
      throw new UserError(
          name + ": " + count + " samples are too few to hold some out; give 2 or more");
    }
    int[] draws = IntStream.range(0, count).map(i -> draw(key.apply(i))).toArray();
    int[] test = IntStream.range(0, draws.length).filter(i -> draws[i] % 10 == 0).toArray();
    if (test.length == 0 || test.length == draws.length) {
      test = new int[] {draws.length - 1};
    }
    boolean[] isTest = new boolean[draws.length];
    for (int index : test) {
      isTest[index] = true;
    }
    int[] train = IntStream.range(0, draws.length).filter(i -> !isTest[i]).toArray();
    return new Sides(train, test);
  }

  private static int draw(String key) {
    return Integer.parseInt(Sha256.hex(key).substring(0, 7), 16);
  }
}
