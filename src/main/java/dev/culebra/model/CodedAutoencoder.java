package dev.culebra.model;

import dev.culebra.files.UserError;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import java.util.Arrays;

/**
 * An {@link Autoencoder} whose model writes samples down as codes. Shares its programs and rules,
 * and is of no use once that is closed.
 */
public final class CodedAutoencoder {
  private static final int DRAWN_AT_ONCE = 64;

  private final Autoencoder autoencoder;
  private final CodeModel model;

  /**
   * @throws UserError if the model has no codes
   */
  public CodedAutoencoder(Autoencoder autoencoder) {
    this.autoencoder = autoencoder;
    this.model = (CodeModel) autoencoder.model(InferenceFunction.CODES);
  }

  /** K. */
  public int codebook() {
    return model.codebook();
  }

  /** Shape of the codes of one sample. */
  public Shape codes() {
    return model.codes();
  }

  /** The codes of samples, one after the other. */
  public int[] encode(float[] pixels) {
    float[] numbers = autoencoder.run(InferenceFunction.CODES, pixels, 0);
    int[] codes = new int[numbers.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (int) numbers[i];
    }
    return codes;
  }

  /**
   * The samples of codes.
   *
   * @throws UserError if there is no such code
   */
  public float[] decode(int[] codes) {
    float[] numbers = new float[codes.length];
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] < 0 || codes[i] >= codebook()) {
        throw new UserError(
            "code " + codes[i] + ": the codebook has " + codebook() + ", counted from 0");
      }
      numbers[i] = codes[i];
    }
    return autoencoder.run(InferenceFunction.DECODE_CODES, numbers, 0);
  }

  /**
   * New samples, decoded from codes that a prior draws; the same seed gives the same.
   *
   * @param labels one class for each sample; only counted where the prior knows none
   * @throws UserError if the prior is one of other codes, or knows no such class
   */
  public float[] sample(PixelCnn prior, int[] labels, long seed, int threads) {
    PixelCnn.Config config = prior.config();
    if (!prior.input().equals(codes()) || config.values() != codebook()) {
      throw new UserError(
          "the prior draws "
              + prior.input()
              + " of "
              + config.values()
              + " codes, the model has "
              + codes()
              + " of "
              + codebook()
              + "; train the prior on this model's codes");
    }
    for (int label : labels) {
      if (config.classes() > 0 && (label < 0 || label >= config.classes())) {
        throw new UserError(
            "class " + label + ": the prior has " + config.classes() + ", counted from 0");
      }
    }
    int size = Math.toIntExact(codes().elements());
    int[] drawn = new int[Math.multiplyExact(labels.length, size)];
    int batch = Math.min(DRAWN_AT_ONCE, labels.length);
    try (Device device = Device.cpu(Workers.of(threads));
        PixelCnnSampler sampler = new PixelCnnSampler(prior, device, batch)) {
      for (int begin = 0; begin < labels.length; begin += batch) {
        int count = Math.min(batch, labels.length - begin);
        int[] piece = Arrays.copyOfRange(labels, begin, begin + batch);
        int[] codes = sampler.draw(piece, seed, begin / batch);
        System.arraycopy(codes, 0, drawn, begin * size, count * size);
      }
    }
    return decode(drawn);
  }
}
