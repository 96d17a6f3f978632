package dev.culebra.repro;

import dev.culebra.data.CmuDict;
import dev.culebra.data.Pronunciations.Word;
import dev.culebra.eval.PronunciationErrors;
import dev.culebra.model.Model;
import dev.culebra.model.Seq2Seq;
import dev.culebra.model.Translator;
import dev.culebra.model.Zoo;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import dev.culebra.train.TrainOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Letters to sounds: word and phoneme errors on held-out words of the CMU dictionary, of a plain
 * encoder and decoder as published, or of a smaller one with attention.
 *
 * @param name of the recipe
 * @param attention whether the model is the small one with attention
 */
record G2p(String name, boolean attention) implements Recipe {
  private static final String DATA = "cmudict";
  private static final String TRIAL = "seq2seq";
  private static final int EPOCHS = 20;
  private static final int[] BEAMS = {1, 5};

  @Override
  public String paper() {
    return "Yao & Zweig 2015: Sequence-to-sequence neural net models for grapheme-to-phoneme"
        + " conversion; CMUSphinx g2p-seq2seq";
  }

  @Override
  public String prints() {
    return "word and phoneme error on 12,000 words, " + architecture();
  }

  private String architecture() {
    return attention ? "LSTM 256, attention" : "LSTM 2 x 512";
  }

  @Override
  public String scaling() {
    return "epochs, " + EPOCHS + " in full; the learning rate still ends at 0";
  }

  @Override
  public List<Trial> trials(Budget budget) {
    Seq2Seq.Config small = Seq2Seq.Config.standard(Shape.of(1 + CmuDict.LENGTH, 2));
    Seq2Seq.Config plain =
        new Seq2Seq.Config(
            small.input(),
            small.sources(),
            small.targets(),
            Seq2Seq.Cell.LSTM,
            512,
            512,
            2,
            false,
            false,
            true,
            0.2);
    TrainOptions full =
        TrainOptions.STANDARD
            .with(name, Zoo.find("seq2seq").training())
            .with(name, Map.of("data", DATA, "epochs", EPOCHS));
    return List.of(new Trial(TRIAL, "seq2seq", attention ? small : plain, budget.of(full)));
  }

  @Override
  public Table table(Bench bench) {
    Trained trained = bench.train(TRIAL);
    List<Row> words = new ArrayList<>();
    List<Row> phonemes = new ArrayList<>();
    for (int beam : BEAMS) {
      String method = architecture() + ", beam " + beam;
      double word =
          bench.figure("words " + beam, measure(trained, beam, PronunciationErrors::wordRate));
      double sound =
          bench.figure(
              "phonemes " + beam, measure(trained, beam, PronunciationErrors::phonemeRate));
      words.add(Row.trained(method, "word error, %", 100 * word, 2, Published.read("about 31")));
      phonemes.add(Row.trained(method, "phoneme error, %", 100 * sound, 2, null));
    }
    words.addAll(phonemes);
    return new Table(
        words,
        List.of(
            "newest CMU dictionary, 27 letters, 39 phonemes without stress; 12,000 test words by"
                + " the SHA-256 of their spelling, all others to train on, none to choose by",
            "a word is right if it equals any of its ways to be said; phoneme error: edits to the"
                + " nearest one over its length",
            "published: CMUSphinx, LSTM 2 x 512, newest dictionary without stress, another random"
                + " split",
            "on the older PRONALSYL split, an easier one: LSTM 2 x 512 of CMUSphinx 23.3 % of the"
                + " words; Yao & Zweig 28.61 % and 7.63 % of the phonemes with 2 layers, 23.55 %"
                + " and 5.45 % with 3 layers in both directions (as recalled)"));
  }

  private static DoubleSupplier measure(
      Trained trained, int beam, ToDoubleFunction<PronunciationErrors> rate) {
    return () -> {
      List<Word> words = CmuDict.open(DATA).parts().test();
      try (Model model = trained.model();
          Device device = Device.cpu(Workers.of(trained.threads()));
          Translator translator = new Translator((Seq2Seq) model, device, beam, 0)) {
        return rate.applyAsDouble(PronunciationErrors.of(translator, words));
      }
    };
  }
}
