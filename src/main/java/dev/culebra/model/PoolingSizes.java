package dev.culebra.model;

import dev.culebra.nn.PoolingAutoencoder;
import dev.culebra.shape.Shape;

/** What the models around a {@link PoolingAutoencoder} have in common. */
final class PoolingSizes {
  private PoolingSizes() {}

  /**
   * Refuses sizes that do not fit together.
   *
   * @param model for messages
   * @throws IllegalArgumentException with one line
   */
  static void require(String model, Shape input, int depth, int scales, int latent) {
    Check check = new Check(model);
    check.that(input.rank() == 3, "input", input + " is not [H,W,C]");
    check.that(depth >= 1, "depth", depth + " is below 1");
    check.that(scales >= 1, "scales", scales + " is below 1");
    check.that(scales <= 16, "scales", scales + " is above 16");
    int factor = 1 << scales;
    check.that(
        input.size(0) % factor == 0 && input.size(1) % factor == 0,
        "scales",
        "%d scales halve the image %d times; %dx%d is not divisible by %d"
            .formatted(scales, scales, input.size(0), input.size(1), factor));
    check.that(latent >= 1, "latent", latent + " is below 1");
    Shape places = PoolingAutoencoder.places(input, scales);
    check.that(
        latent % places.elements() == 0,
        "latent",
        "%d numbers are not the same for each of the %dx%d places that %d scales leave"
            .formatted(latent, places.size(0), places.size(1), scales));
  }

  /** How often an image can be halved, at least once and at most {@code most} times. */
  static int scales(Shape input, int most) {
    int scales = most;
    while (scales > 1
        && (input.size(0) % (1 << scales) != 0 || input.size(1) % (1 << scales) != 0)) {
      scales--;
    }
    return scales;
  }

  /** A code of about {@code wanted} numbers, the same for each place of the smallest image. */
  static int latent(Shape input, int scales, int wanted) {
    int places = Math.max(1, (int) PoolingAutoencoder.places(input, scales).elements());
    return places * Math.max(1, wanted / places);
  }
}
