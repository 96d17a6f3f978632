package dev.culebra.cli;

import dev.culebra.data.BagOfWords;
import dev.culebra.data.Dataset;
import dev.culebra.data.Datasets;
import dev.culebra.eval.BinaryCodes;
import dev.culebra.eval.Retrieval;
import dev.culebra.files.Json;
import dev.culebra.model.Autoencoder;
import dev.culebra.tensor.HammingSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "search",
    description = {
      "Finds training samples whose binary codes lie near those of the samples given.",
      "Without --in: how well the labels of what is found agree with those of held-out samples.",
      "The code of a sample is the signs of its latent; semantic-hash learns latents for that."
    },
    footer = {
      "  culebra search runs/semantic-hash-1 --in letter.txt --radius 3",
      "  culebra search runs/semantic-hash-1 --radius 8"
    })
final class SearchCommand extends InferenceCommand {
  @Option(
      names = "--in",
      paramLabel = "PATH",
      description = "Samples to find others for: as in encode, or a text of a run on texts.")
  private String in;

  @Option(
      names = "--radius",
      paramLabel = "N",
      description = "In how many bits a code may differ [4].")
  private Integer radius;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Most samples to tell for each that is given [10].")
  private int count = 10;

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  SearchCommand(Console console) {
    super(console);
  }

  @Override
  protected void use(Autoencoder model) {
    int bits = Math.toIntExact(model.latent().elements());
    radius = radius == null ? Integer.valueOf(Math.min(4, bits)) : radius;
    require(
        radius >= 0 && radius <= bits, "--radius", radius, "0 to " + bits + ", the code's bits");
    require(count >= 1, "--count", count, "1 or more");
    if (in == null) {
      judge(model);
    } else {
      find(model);
    }
  }

  /** Precision and recall of held-out samples among the training samples, by radius. */
  private void judge(Autoencoder model) {
    var data = RunData.open(run);
    BinaryCodes items = BinaryCodes.of(model, data.train());
    BinaryCodes queries = BinaryCodes.of(model, data.test());
    List<Retrieval.Point> curve = new Retrieval(items).curve(queries, radius);
    if (json) {
      console.out().print(Json.pretty(Map.of("run", run, "curve", curve)));
      return;
    }
    console.table(
        List.of("RADIUS", "PRECISION", "RECALL", "FOUND"),
        curve.stream()
            .map(
                point ->
                    List.of(
                        "" + point.radius(),
                        Console.format("%.4f", point.precision()),
                        Console.format("%.4f", point.recall()),
                        Console.format("%.1f", point.found())))
            .toList());
    console.out().println();
    console
        .out()
        .println(
            Console.format(
                "%,d held-out samples among %,d training samples; a query that finds none has"
                    + " precision 0",
                queries.count(), items.count()));
  }

  /** What is found for one sample. */
  private record Found(String query, int within, List<Hit> hits) {}

  /** One of what is found; the label is null where there is none. */
  private record Hit(String item, int distance, String label) {}

  /** What is searched for, in what, and what both are called. */
  private record Sides(
      Dataset queries, IntFunction<String> query, Dataset items, IntFunction<String> item) {}

  private Sides sides(Autoencoder model) {
    if (RunData.isTexts(run)) {
      BagOfWords texts = RunData.texts(run);
      Path path = Datasets.existing(in);
      List<String> queries = BagOfWords.paths(path);
      return new Sides(
          texts.samples(path), queries::get, texts.split().train(), texts.learned()::get);
    }
    Dataset queries = RunData.samples(run, in, model.input());
    requireShape(queries, model.input());
    return new Sides(
        queries,
        query -> queries.name() + " " + query,
        RunData.open(run).train(),
        item -> "sample " + item);
  }

  private void find(Autoencoder model) {
    Sides sides = sides(model);
    int words = BinaryCodes.words(model);
    HammingSearch index = HammingSearch.over(BinaryCodes.pack(model, sides.items()), words);
    long[] codes = BinaryCodes.pack(model, sides.queries());
    List<Found> found = new ArrayList<>();
    for (int query = 0; query < sides.queries().count(); query++) {
      long[] code = Arrays.copyOfRange(codes, query * words, (query + 1) * words);
      List<HammingSearch.Hit> hits = index.within(code, radius);
      found.add(
          new Found(
              sides.query().apply(query),
              hits.size(),
              hits.stream()
                  .limit(count)
                  .map(
                      hit ->
                          new Hit(
                              sides.item().apply(hit.item()),
                              hit.distance(),
                              label(sides.items(), hit)))
                  .toList()));
    }
    tell(found);
  }

  private static String label(Dataset items, HammingSearch.Hit hit) {
    if (!items.isLabelled()) {
      return null;
    }
    int label = items.label(hit.item());
    return items.classNames().isEmpty() ? "" + label : items.classNames().get(label);
  }

  private void tell(List<Found> found) {
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("run", run);
      report.put("radius", radius);
      report.put("queries", found);
      console.out().print(Json.pretty(report));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Found query : found) {
      if (query.hits().isEmpty()) {
        rows.add(List.of(query.query(), "", "none within " + radius + " bits"));
      }
      for (Hit hit : query.hits()) {
        String label = hit.label() == null ? "" : hit.label();
        rows.add(List.of(query.query(), "" + hit.distance(), hit.item(), label));
      }
    }
    console.table(List.of("QUERY", "BITS", "FOUND", "LABEL"), rows);
  }
}
