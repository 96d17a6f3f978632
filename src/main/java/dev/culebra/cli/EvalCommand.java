package dev.culebra.cli;

import dev.culebra.data.CmuDict;
import dev.culebra.data.Dataset;
import dev.culebra.data.Pronunciations.Word;
import dev.culebra.eval.Evaluation;
import dev.culebra.eval.Evaluator;
import dev.culebra.eval.MarginalLikelihood;
import dev.culebra.eval.PronunciationErrors;
import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.model.CodeModel;
import dev.culebra.model.LikelihoodModel;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import dev.culebra.model.Seq2Seq;
import dev.culebra.model.Translator;
import dev.culebra.model.Zoo;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.train.RunFolder;
import dev.culebra.train.TrainOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "eval",
    description = "Judges a trained model on the held-out samples, term by term.",
    footer = {"  culebra eval runs/vae-1 --json", "  culebra eval runs/iwae-1 --nll 5000"})
final class EvalCommand extends CommonOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run folder, or a model.safetensors.")
  private Path run;

  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the draws of the latents [as in the run's own evaluations].")
  private Long seed;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples a batch; the draws depend on it [as in the run].")
  private Integer batch;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with; 0 for one per processor [0].")
  private int threads;

  @Option(names = "--device", paramLabel = "DEVICE", description = "Where to compute [cpu].")
  private String device = "cpu";

  @Option(
      names = "--nll",
      paramLabel = "N",
      description =
          "Also estimate the likelihood of each sample by N importance samples, and count the"
              + " active latents.")
  private Integer nll;

  @Mixin private BeamOptions search = new BeamOptions();

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  EvalCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    requireCpu(device);
    require(threads >= 0 && threads <= 1024, "--threads", threads, "0 to 1024");
    require(nll == null || nll >= 1 && nll <= 1 << 24, "--nll", nll, "1 to 16777216");
    search.check();
    beAsTheRun();
    require(batch >= 1 && batch <= 1 << 20, "--batch", batch, "1 to 1048576");
    int used = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    try (Model model = Saved.load(run);
        Device cpu = Device.cpu(Workers.of(used));
        Evaluator evaluator = new Evaluator(model, cpu, batch)) {
      Dataset images = data.test(run, model.input());
      InferenceCommand.requireShape(images, model.input());
      Likelihood likelihood = nll == null ? null : likelihood(model, cpu, images);
      Evaluation evaluation = evaluator.evaluate(images, seed);
      PronunciationErrors errors = BeamOptions.isOfWords(model) ? errors(model, cpu) : null;
      CodeRate rate = rate(model, cpu);
      if (json) {
        printJson(images, evaluation, likelihood, errors, rate);
      } else {
        print(model, images, evaluation, likelihood, errors, rate);
      }
    }
    return Main.DONE;
  }

  /** What is not given is as in the run, so that its own figures come out again. */
  private void beAsTheRun() {
    TrainOptions options =
        RunFolder.isRun(run) ? RunFolder.read(run).job().options() : TrainOptions.STANDARD;
    seed = seed == null ? options.seed() + 1 : seed;
    batch = batch == null ? Integer.valueOf(options.batch()) : batch;
  }

  /** The mean over the data, its standard error, and the active latents of each layer. */
  private record Likelihood(double nll, double error, List<Integer> active) {}

  private Likelihood likelihood(Model model, Device cpu, Dataset images) {
    if (!(model instanceof LikelihoodModel able)) {
      throw new UserError(
          "--nll: "
              + Zoo.of(model.config()).name()
              + " has no q(z|x) and p(x,z) to estimate a likelihood with; leave it out");
    }
    MarginalLikelihood estimator = new MarginalLikelihood(able, cpu);
    double[] negative = estimator.negative(images, nll, seed, done -> {});
    double mean = Arrays.stream(negative).average().orElseThrow();
    double variance =
        Arrays.stream(negative).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    List<Integer> active = estimator.activeUnits(images, seed);
    return new Likelihood(mean, Math.sqrt(variance / negative.length), active);
  }

  /** Of the run's own codes where there is a prior over them, else null. */
  private CodeRate rate(Model model, Device cpu) {
    if (!(model instanceof CodeModel coded) || !data.areOwn() || !RunPrior.isIn(run)) {
      return null;
    }
    try {
      return CodeRate.of(run, coded, cpu, batch);
    } catch (UserError otherCodes) {
      console.err().println("culebra: no rate of the codes: " + otherCodes.getMessage());
      return null;
    }
  }

  /** Of the words that are held out, each of which may be said in several ways. */
  private PronunciationErrors errors(Model model, Device cpu) {
    List<Word> words = CmuDict.open(data.name(run)).parts().test();
    try (Translator translator = search.over((Seq2Seq) model, cpu)) {
      return PronunciationErrors.of(translator, words);
    }
  }

  private void print(
      Model model,
      Dataset images,
      Evaluation evaluation,
      Likelihood likelihood,
      PronunciationErrors errors,
      CodeRate rate) {
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("data", images.name() + Console.format(", %,d samples", images.count())));
    facts.addAll(Judgement.facts(model, evaluation));
    if (likelihood != null) {
      String figure = Console.format("%9s %s", Console.figure(likelihood.nll), model.unit());
      String error = Console.format(" (standard error over the samples %.2f)", likelihood.error);
      facts.add(List.of("test NLL, " + nll + " draws", figure + error));
      facts.add(List.of("active latents", "" + likelihood.active));
    }
    if (errors != null) {
      String words = Console.format(" of %,d words, %s", errors.words(), search);
      facts.add(List.of("word error", Console.format("%9.2f %%", 100 * errors.wordRate()) + words));
      facts.add(List.of("phoneme error", Console.format("%9.2f %%", 100 * errors.phonemeRate())));
    }
    if (rate != null) {
      facts.add(List.of("rate of the codes", rate.toString()));
    }
    console.facts(facts);
  }

  private void printJson(
      Dataset images,
      Evaluation evaluation,
      Likelihood likelihood,
      PronunciationErrors errors,
      CodeRate rate) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("run", run.toString());
    report.put("data", images.name());
    report.put("samples", evaluation.samples());
    report.put("seed", seed);
    report.put("total", evaluation.total());
    report.put("terms", evaluation.terms());
    if (likelihood != null) {
      report.put("nll", likelihood.nll);
      report.put("nll_draws", nll);
      report.put("nll_standard_error", likelihood.error);
      report.put("active_latents", likelihood.active);
    }
    if (errors != null) {
      report.put("words", errors.words());
      report.put("word_error_rate", errors.wordRate());
      report.put("phoneme_error_rate", errors.phonemeRate());
    }
    if (rate != null) {
      report.put("code_bits_per_dimension", rate.prior());
      report.put("code_bits_per_dimension_uniform", rate.uniform());
    }
    console.out().print(Json.pretty(report));
  }
}
