package dev.culebra.model;

import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import java.util.List;
import java.util.Map;

/**
 * Something that is trained. Its functions record programs (or run at once outside a trace). What
 * it can do once trained is said by the interfaces that it implements besides: {@link
 * Reconstructor}, {@link LatentModel}, {@link GenerativeModel}, {@link ConditionalModel}, {@link
 * LikelihoodModel}.
 *
 * <p>Owns its parameters until {@link #close}.
 */
public interface Model extends AutoCloseable {
  /** The configuration, which says everything about the architecture and the objective. */
  Record config();

  /** Shape of one sample, {@code [H,W,C]} for images. */
  Shape input();

  /** Element type of samples: float32, with images in [0, 1]; int32 for codes and tokens. */
  default DType inputType() {
    return DType.F32;
  }

  /** What the objective and its terms are measured in, for reports. */
  default String unit() {
    return "nats per sample";
  }

  /** What a term of the objective is measured in. */
  default String unit(String term) {
    return unit();
  }

  /**
   * What goes wrong in a training, and the cure, in one line.
   *
   * @param means of the objective and its terms over the last epoch, by name
   * @return null if nothing is seen
   */
  default String symptom(Map<String, Double> means) {
    return null;
  }

  /** Every parameter, in PyTorch's order and with PyTorch's names. */
  List<Parameter> parameters();

  /** The training steps; adversarial models have several. The same at every call. */
  List<Step> steps();

  /**
   * The objective per sample that held-out data are judged by, with its terms by name; the total is
   * what {@code score} returns.
   */
  Losses losses(StepInput input);

  /** Fills every parameter anew; the same seed gives the same model. */
  void initialize(long seed);

  @Override
  void close();
}
