package dev.culebra.model;

import dev.culebra.files.UserError;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.op.Cast;
import dev.culebra.optim.Schedule;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;

/** What an {@link Autoencoder} computes: programs of one output, from one feed or from draws. */
public enum InferenceFunction {
  ENCODE(LatentModel.class, true, false) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      return ((LatentModel) model).encode(feed);
    }
  },
  DECODE(LatentModel.class, true, false) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      return ((LatentModel) model).decode(feed);
    }
  },
  RECONSTRUCT(Reconstructor.class, true, false) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      return ((Reconstructor) model).reconstruct(feed);
    }
  },
  /** Damaged at random; {@link #RESTORE} undoes the same damage. */
  DAMAGE(Restorer.class, true, true) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      return ((Restorer) model).damage(feed, rng);
    }
  },
  RESTORE(Restorer.class, true, true) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      return ((Restorer) model).restore(feed, rng);
    }
  },
  SEGMENT(Segmenter.class, true, false) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      return ((Segmenter) model).segment(feed);
    }
  },
  SAMPLE(GenerativeModel.class, false, true) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      GenerativeModel generative = (GenerativeModel) model;
      return generative.decode(generative.prior(batch, rng));
    }
  },
  /** Numbers of codes go in and come out as floats, which hold them exactly up to 2^24. */
  CODES(CodeModel.class, true, false) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      return ((CodeModel) model).quantize(feed).map(value -> Cast.of(value, DType.F32));
    }
  },
  DECODE_CODES(CodeModel.class, true, false) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      return ((CodeModel) model).decodeCodes(feed.map(value -> Cast.of(value, DType.I32)));
    }
  },
  /** From the numbers of classes, as floats, because that is what goes in everywhere. */
  SAMPLE_CLASS(ConditionalModel.class, true, true) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      Tensor labels = feed.map(value -> Cast.of(value, DType.I32));
      return ((ConditionalModel) model).sample(labels, rng);
    }
  },
  SCORE(Model.class, true, true) {
    @Override
    Tensor record(Model model, Tensor feed, Rng rng, int batch) {
      return model.losses(new Scoring(feed, rng)).total();
    }

    /** What is judged given its class is not judged without. */
    @Override
    boolean isOf(Model model) {
      return super.isOf(model) && !(model instanceof ConditionalModel);
    }
  };

  private final Class<? extends Model> ability;
  private final boolean isFed;
  private final boolean draws;

  InferenceFunction(Class<? extends Model> ability, boolean isFed, boolean draws) {
    this.ability = ability;
    this.isFed = isFed;
    this.draws = draws;
  }

  abstract Tensor record(Model model, Tensor feed, Rng rng, int batch);

  /**
   * A recorded program.
   *
   * @param graph its only output is the function's
   * @param feed the images or latents; null if there are none
   * @param counter of the random draws; null if there are none
   */
  record Program(Graph graph, Input feed, Input counter) {}

  /** Whether a model can do this on float32 samples. */
  boolean isOf(Model model) {
    return ability.isInstance(model) && model.inputType() == DType.F32;
  }

  /** Records the program for a number of samples. */
  Program trace(Model model, int batch) {
    Input feed = isFed ? Input.feed("samples", TensorType.f32(sizes(model, batch))) : null;
    Input counter = draws ? Input.feed("counter", Rng.COUNTER) : null;
    Tensor output =
        Trace.record(
            () ->
                record(
                    model,
                    feed == null ? null : Tensor.of(feed),
                    counter == null ? null : new Rng(Tensor.of(counter)),
                    batch));
    return new Program(Graph.of(output.value()), feed, counter);
  }

  private int[] sizes(Model model, int batch) {
    return Shape.of(batch).append(input(model).sizes()).sizes();
  }

  /** Shape of one sample that goes in. */
  Shape input(Model model) {
    return switch (this) {
      case DECODE -> ((LatentModel) model).latent();
      case DECODE_CODES -> ((CodeModel) model).codes();
      case SAMPLE_CLASS -> Shape.SCALAR;
      case ENCODE, CODES, RECONSTRUCT, DAMAGE, RESTORE, SEGMENT, SAMPLE, SCORE -> model.input();
    };
  }

  /** Shape of one sample that comes out. */
  Shape output(Model model) {
    return switch (this) {
      case ENCODE -> ((LatentModel) model).latent();
      case CODES -> ((CodeModel) model).codes();
      case SCORE -> Shape.SCALAR;
      case DECODE, DECODE_CODES, RECONSTRUCT, DAMAGE, RESTORE, SAMPLE, SAMPLE_CLASS ->
          model.input();
      case SEGMENT -> model.input().with(2, ((Segmenter) model).kinds());
    };
  }

  /** Weights of loss terms that training changes stand at 1, so that the total is the bound. */
  private record Scoring(Tensor samples, Rng rng) implements StepInput {
    @Override
    public Tensor labels() {
      throw new UserError("score: the model judges samples by their labels, and these have none");
    }

    @Override
    public Tensor scalar(String name, Schedule schedule) {
      return Tensor.scalar(1);
    }
  }
}
