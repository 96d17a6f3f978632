package dev.culebra.cli;

import dev.culebra.data.CmuDict;
import dev.culebra.model.Model;
import dev.culebra.model.Seq2Seq;
import dev.culebra.model.Translator;
import dev.culebra.run.Device;
import picocli.CommandLine.Option;

/** How the likeliest pronunciation is searched for. */
final class BeamOptions {
  @Option(
      names = "--beam",
      paramLabel = "N",
      description =
          "How many beginnings of a pronunciation are kept; 1 takes the likeliest phoneme each time"
              + " [1].")
  private int beam = 1;

  @Option(
      names = "--length-power",
      paramLabel = "X",
      description =
          "Power of the length that log-likelihoods are divided by: 0 for the likeliest"
              + " pronunciation, more for longer ones [0].")
  private double power;

  void check() {
    CommonOptions.require(beam >= 1 && beam <= 256, "--beam", beam, "1 to 256");
    CommonOptions.require(power >= 0 && power <= 10, "--length-power", power, "0 to 10");
  }

  Translator over(Seq2Seq model, Device device) {
    return new Translator(model, device, beam, power);
  }

  /** For example {@code beam 5}. */
  @Override
  public String toString() {
    return "beam " + beam;
  }

  /** Whether a model reads the letters and says the phonemes of the CMU dictionary. */
  static boolean isOfWords(Model model) {
    return model instanceof Seq2Seq words
        && words.config().sources() == CmuDict.graphemes().count()
        && words.config().targets() == CmuDict.phonemes(false).count();
  }
}
