package dev.culebra.cuda;

/**
 * Whose kernels convolve. Without the property {@link #WANTED} it is cuDNN's where channels fill
 * the tiles of its matrix products, if it is there, and ours elsewhere.
 */
enum ConvolutionChoice {
  /** Ours alone. */
  OWN,
  /** cuDNN's for whatever it supports. */
  CUDNN,
  /** By the number of channels. */
  MIXED;

  private static final PropertyChoice<ConvolutionChoice> WANTED =
      new PropertyChoice<>("culebra.cuda.convolutions", MIXED);

  /** Fewer channels leave tiles of matrix products empty for the most part. */
  private static final int MANY_CHANNELS = 16;

  /**
   * As the property says.
   *
   * @throws IllegalArgumentException in words, if it says something else
   */
  static ConvolutionChoice get() {
    return WANTED.get();
  }

  /** Why the choice cannot be had on the present device, with the cure; null if it can. */
  static String refusal() {
    String unknown = WANTED.refusal();
    return unknown == null && get() == CUDNN ? Cudnn.get().refusal() : unknown;
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
