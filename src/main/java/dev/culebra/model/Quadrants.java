package dev.culebra.model;

import dev.culebra.op.BernoulliLogits;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;

/**
 * Which quarters of an image are visible: of one the lower left, of two the left half, of three all
 * but the lower right. The upper and the left half are the smaller ones of odd sizes.
 */
final class Quadrants {
  private final Tensor visible;
  private final Tensor hidden;

  /**
   * @param image {@code [H,W,C]}
   * @param count 1 to 3
   */
  Quadrants(Shape image, int count) {
    float[] mask = new float[Math.toIntExact(image.elements())];
    int channels = image.size(2);
    for (int i = 0; i < mask.length; i++) {
      boolean isLower = i / channels / image.size(1) >= image.size(0) / 2;
      boolean isLeft = i / channels % image.size(1) < image.size(1) / 2;
      mask[i] =
          switch (count) {
                case 1 -> isLower && isLeft;
                case 2 -> isLeft;
                default -> isLeft || !isLower;
              }
              ? 1
              : 0;
    }
    visible = Tensor.of(image, mask);
    hidden = visible.affine(-1, 1);
  }

  /** The images with what is hidden at 0. */
  Tensor visible(Tensor images) {
    return images.multiply(visible);
  }

  /** −ln of the hidden pixels' probability under logits, {@code [N,H,W,C] -> [N]} in nats. */
  Tensor likelihood(Tensor logits, Tensor images) {
    return Tensor.apply(new BernoulliLogits(), logits, images).multiply(hidden).sumPerSample();
  }

  /** What is visible of the images, and a guess at the rest. */
  Tensor complete(Tensor images, Tensor guess) {
    return visible(images).add(guess.multiply(hidden));
  }
}
