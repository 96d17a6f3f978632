package dev.culebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Dataset;
import dev.culebra.data.PaddedPairs;
import dev.culebra.data.SequencePair;
import dev.culebra.data.Symbols;
import dev.culebra.eval.Evaluator;
import dev.culebra.model.Seq2Seq.Cell;
import dev.culebra.model.Seq2Seq.Config;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search against a loop by hand, and against all targets that there are. */
class TranslatorTest {
  private static final int SOURCES = 9;

  private final Device device = Device.cpu(Workers.caller());

  @AfterEach
  void close() {
    device.close();
  }

  /**
   * With weights so large, and no biases, that sources matter and hardly anything is a close call.
   *
   * @param end how much likelier than usual the end is, as a logit
   */
  private static Seq2Seq model(boolean attention, int length, int targets, float end) {
    Cell cell = attention ? Cell.LSTM : Cell.GRU;
    int layers = attention ? 1 : 2;
    Seq2Seq model =
        new Seq2Seq(
            new Config(
                Shape.of(1 + length, 2),
                SOURCES,
                targets,
                cell,
                5,
                6,
                layers,
                attention,
                attention,
                !attention,
                0.5));
    model.initialize(3);
    for (Parameter parameter : model.parameters()) {
      float[] values = parameter.toFloats();
      for (int i = 0; i < values.length; i++) {
        values[i] *= parameter.name().contains("bias") ? 0 : 4;
      }
      if (parameter.name().equals("output.bias")) {
        values[Symbols.END] += end;
      }
      parameter.setFile(MemorySegment.ofArray(values));
    }
    return model;
  }

  private static List<int[]> sources(int count, int longest) {
    SplittableRandom random = new SplittableRandom(11);
    List<int[]> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(random.ints(1 + i % longest, 3, SOURCES).toArray());
    }
    return sources;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void widthOneTakesTheLikeliestSymbol(boolean attention) {
    List<int[]> sources = sources(65, 13);
    try (Seq2Seq model = model(attention, 13, 8, 0);
        Translator translator = new Translator(model, device, 1, 1)) {
      List<int[]> found = translator.translate(sources);
      for (int i = 0; i < sources.size(); i++) {
        assertArrayEquals(greedy(model, sources.get(i)), found.get(i), "source " + i);
      }
      long distinct = found.stream().map(Arrays::toString).distinct().count();
      assertTrue(distinct > 10, distinct + " different targets");
    }
  }

  private static int[] greedy(Seq2Seq model, int[] source) {
    Seq2Seq.Encoded read = model.encode(integers(1, source), integers(source.length), null);
    List<Tensor> states = read.states();
    List<Integer> target = new ArrayList<>();
    int last = Symbols.START;
    while (target.size() < model.config().length()) {
      Seq2Seq.Next next = model.next(integers(last), states, read);
      float[] likelihoods = next.logProbabilities().toFloats();
      last = Symbols.END;
      for (int symbol = last + 1; symbol < likelihoods.length; symbol++) {
        last = likelihoods[symbol] > likelihoods[last] ? symbol : last;
      }
      if (last == Symbols.END) {
        break;
      }
      target.add(last);
      states = next.states();
    }
    return target.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Tensor integers(int... values) {
    return Tensor.over(TensorType.of(DType.I32, values.length), memory(values));
  }

  private static Tensor integers(int rows, int[] values) {
    return Tensor.over(TensorType.of(DType.I32, rows, values.length / rows), memory(values));
  }

  private static MemorySegment memory(int[] values) {
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, values);
  }

  /** As wide as there are beginnings, the beam finds the best of all targets that end. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void aWideBeamFindsTheBest(double power) {
    int length = 4;
    for (boolean attention : new boolean[] {true, false}) {
      List<int[]> all = targets(length - 1);
      try (Seq2Seq model = model(attention, length, 6, 2);
          Translator translator = new Translator(model, device, 256, power);
          Evaluator evaluator = new Evaluator(model, device, 64)) {
        List<int[]> sources = sources(12, length);
        List<int[]> found = translator.translate(sources);
        int compared = 0;
        for (int i = 0; i < sources.size(); i++) {
          int[] source = sources.get(i);
          List<SequencePair> pairs = all.stream().map(t -> new SequencePair(source, t)).toList();
          Dataset data = PaddedPairs.of("all", pairs, length);
          float[] scores = evaluator.scores(data, 1);
          int best = 0;
          for (int j = 1; j < scores.length; j++) {
            boolean isBetter =
                scores[j] / Math.pow(all.get(j).length + 1, power)
                    < scores[best] / Math.pow(all.get(best).length + 1, power);
            best = isBetter ? j : best;
          }
          // A target of full length has not ended, and is no pair of the samples' size.
          if (found.get(i).length < length) {
            assertArrayEquals(all.get(best), found.get(i), "source " + i);
            compared++;
          }
        }
        assertTrue(compared >= 3, "only " + compared + " targets ended");
      }
    }
  }

  /** Every sequence of the three symbols up to a length. */
  private static List<int[]> targets(int longest) {
    List<int[]> all = new ArrayList<>(List.of(new int[0]));
    for (int i = 0; all.get(i).length < longest; i++) {
      for (int symbol = 3; symbol < 6; symbol++) {
        int[] longer = Arrays.copyOf(all.get(i), all.get(i).length + 1);
        longer[longer.length - 1] = symbol;
        all.add(longer);
      }
    }
    return all;
  }

  @Test
  void companyChangesNothing() {
    List<int[]> sources = sources(20, 6);
    try (Seq2Seq model = model(true, 6, 8, 0);
        Translator translator = new Translator(model, device, 3, 1)) {
      List<int[]> together = translator.translate(sources);
      for (int i = 0; i < sources.size(); i++) {
        int[] alone = translator.translate(List.of(sources.get(i))).getFirst();
        assertArrayEquals(alone, together.get(i), "source " + i);
      }
      assertEquals(0, translator.translate(List.of()).size());
    }
  }

  @Test
  void problems() {
    try (Seq2Seq model = model(true, 4, 8, 0);
        Translator translator = new Translator(model, device, 2, 1)) {
      for (int length : new int[] {0, 5}) {
        List<int[]> wrong = List.of(new int[length]);
        assertThrows(IllegalArgumentException.class, () -> translator.translate(wrong));
      }
      assertThrows(IllegalArgumentException.class, () -> new Translator(model, device, 0, 1));
    }
  }
}
