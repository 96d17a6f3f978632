package dev.culebra.cuda;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whose kernels convolve. Without the property {@link #PROPERTY} it is cuDNN's where channels fill
 * the tiles of its matrix products, if it is there, and ours elsewhere.
 */
enum ConvolutionChoice {
  /** Ours alone. */
  OWN,
  /** cuDNN's for whatever it supports. */
  CUDNN,
  /** By the number of channels. */
  MIXED;

  static final String PROPERTY = "culebra.cuda.convolutions";

  /** Fewer channels leave tiles of matrix products empty for the most part. */
  private static final int MANY_CHANNELS = 16;

  /**
   * As the property says.
   *
   * @throws IllegalArgumentException in words, if it says something else
   */
  static ConvolutionChoice get() {
    String wanted = System.getProperty(PROPERTY, MIXED.word());
    return Arrays.stream(values())
        .filter(choice -> choice.word().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(wanted)));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String unknown(String wanted) {
    return "-D"
        + PROPERTY
        + "="
        + wanted
        + " is unknown; choose "
        + Arrays.stream(values()).map(ConvolutionChoice::word).collect(Collectors.joining(", "));
  }

  /** Why the choice cannot be had on the present device, with the cure; null if it can. */
  static String refusal() {
    try {
      return get() == CUDNN ? Cudnn.get().refusal() : null;
    } catch (IllegalArgumentException unknown) {
      return unknown.getMessage();
    }
  }

  /** Whether cuDNN is asked first. */
  boolean prefersCudnn(ConvSizes sizes) {
    return switch (this) {
      case OWN -> false;
      case CUDNN -> true;
      case MIXED ->
          sizes.groups() == 1
              && sizes.image().size(3) >= MANY_CHANNELS
              && sizes.places().size(3) >= MANY_CHANNELS;
    };
  }

  /** What it means, for reports. */
  String describe() {
    return switch (this) {
      case OWN -> "not used";
      case CUDNN -> "for all convolutions that it supports";
      case MIXED -> "for convolutions of " + MANY_CHANNELS + " channels and more without groups";
    };
  }
}
