package dev.culebra.model;

import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * A {@link Unet} that undoes damage, by the squared error to the undamaged image. From a noisy
 * image {@code x̃ = x + σ·ε} with σ uniform in a range it makes {@code x̃ + f(x̃)}, f being the
 * network; of an image with missing rectangles it fills in {@code f(x·m, m)} where the mask m, an
 * extra channel, is 0.
 */
public final class UnetRestorer extends Unet implements Restorer, Denoiser {
  private final RandomRectangles rectangles;

  UnetRestorer(Config config) {
    int channels = config.input().size(2);
    super(config, config.task() == Task.INPAINT ? channels + 1 : channels, channels);
    rectangles = new RandomRectangles(config.input(), config.rectangles(), config.hole());
  }

  /**
   * @param seen the images, damaged
   * @param known 1 where they are whole, {@code [N,H,W,1]}; null where all is noisy
   */
  private record Damaged(Tensor seen, Tensor known) {}

  private boolean inpaints() {
    return config.task() == Task.INPAINT;
  }

  private Damaged damaged(Tensor images, Rng rng) {
    if (inpaints()) {
      return masked(images, rectangles.known(images.size(0), rng));
    }
    double range = config.mostNoise() - config.leastNoise();
    Tensor level =
        rng.uniform("level", Shape.of(images.size(0), 1, 1, 1)).affine(range, config.leastNoise());
    return new Damaged(images.add(rng.normal("noise", images.shape()).multiply(level)), null);
  }

  private static Damaged masked(Tensor images, Tensor known) {
    return new Damaged(images.multiply(known), known);
  }

  private Tensor restored(Damaged damaged) {
    Tensor seen = damaged.seen();
    if (damaged.known() == null) {
      return seen.add(network(seen));
    }
    Tensor guess = network(Tensor.concat(3, seen, damaged.known()));
    return seen.add(guess.multiply(damaged.known().affine(-1, 1)));
  }

  @Override
  public String unit() {
    return "squared error per sample";
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("restoration", this::losses, parameters()));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor restored = restore(input.samples(), input.rng());
    return Losses.of(SquaredErrorLoss.of(restored, input.samples()));
  }

  @Override
  public Tensor damage(Tensor images, Rng rng) {
    return damaged(images, rng).seen();
  }

  @Override
  public Tensor restore(Tensor images, Rng rng) {
    return restored(damaged(images, rng));
  }

  /** Noise removed from the images as they are, or their middle filled in anew. */
  @Override
  public Tensor reconstruct(Tensor images) {
    return restored(
        inpaints()
            ? masked(images, rectangles.knownAroundTheMiddle(images.size(0)))
            : new Damaged(images, null));
  }

  @Override
  public double noiseLevel() {
    return inpaints() ? 0 : (config.leastNoise() + config.mostNoise()) / 2;
  }
}
