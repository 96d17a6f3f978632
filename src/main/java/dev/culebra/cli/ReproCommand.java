package dev.culebra.cli;

import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.repro.Bench;
import dev.culebra.repro.Budget;
import dev.culebra.repro.Recipe;
import dev.culebra.repro.Recipes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "repro",
    description = {
      "Runs a published protocol and prints our figures beside the published ones.",
      "Called again, it goes on where it stopped."
    },
    footer = {"  culebra repro hinton2006 --budget 0.05", "  culebra repro --list"})
final class ReproCommand extends CommonOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "Which protocol; see --list.")
  private String name;

  @Option(
      names = "--budget",
      paramLabel = "X",
      description = "Part of the protocol, above 0 up to 1; each recipe says what it shortens [1].")
  private double budget = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "1 for the recipe's own seeds, more to repeat it with others [1].")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder [runs/RECIPE, with budget and seed where they differ from 1].")
  private Path out;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with; 0 for one per processor [0].")
  private int threads;

  @Option(names = "--list", description = "List the recipes.")
  private boolean list;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Some of the trainings, where the recipe allows, for example baseline,acai.")
  private List<String> only = List.of();

  @Option(
      names = "--json",
      description = "Print JSON, for programs; with --list the whole protocols.")
  private boolean json;

  ReproCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (list) {
      list();
      return Main.DONE;
    }
    Recipe recipe = recipe();
    require(threads >= 0 && threads <= 1024, "--threads", threads, "0 to 1024");
    require(seed >= 1, "--seed", seed, "1 or more");
    Bench.Request request = new Bench.Request(new Budget(budget), only, seed, threads);
    Path folder = out == null ? Path.of("runs", folderName(recipe, request)) : out;
    Optional<String> table = run(recipe, request, folder);
    if (table.isEmpty()) {
      console.out().println("Stopped; to continue:");
      console.out().println("  culebra " + String.join(" ", arguments()));
    } else if (json) {
      console.out().print(Json.pretty(Json.readMap(folder.resolve(Bench.TABLE))));
    } else {
      console.out().print(table.get());
      console.out().println("table " + folder.resolve(Bench.TEXT));
    }
    return Main.DONE;
  }

  private Optional<String> run(Recipe recipe, Bench.Request request, Path folder) {
    TrainingReport[] report = new TrainingReport[1];
    try (Bench bench =
        new Bench(
            recipe, request, folder, title -> report[0] = new TrainingReport(console, title))) {
      console.signal().asksFor(() -> Training.stop(console, bench::requestStop));
      return bench.run();
    } finally {
      console.signal().asksFor(null);
      if (report[0] != null) {
        report[0].hideBar();
      }
    }
  }

  private List<String> arguments() {
    return spec.commandLine().getParseResult().originalArgs();
  }

  private static String folderName(Recipe recipe, Bench.Request request) {
    return recipe.name()
        + request.only().stream().map(name -> "-" + name).collect(Collectors.joining())
        + (request.budget().isFull() ? "" : "-budget-" + request.budget())
        + (request.seed() == 1 ? "" : "-seed-" + request.seed());
  }

  private Recipe recipe() {
    List<String> names = Recipes.all().stream().map(Recipe::name).toList();
    String there = "there " + (names.size() == 1 ? "is " : "are ") + String.join(", ", names);
    if (name == null) {
      throw new UserError("reproduce what? " + there + "; for example: culebra repro hinton2006");
    }
    Recipe recipe = Recipes.find(name);
    if (recipe == null) {
      throw new UserError(
          "unknown recipe '" + name + "'; " + there + Failures.suggestion(name, names));
    }
    return recipe;
  }

  private void list() {
    if (json) {
      console
          .out()
          .print(
              Json.pretty(
                  Map.of("recipes", Recipes.all().stream().map(ReproCommand::describe).toList())));
      return;
    }
    console.table(
        List.of("RECIPE", "WHAT IT PRINTS", "PAPER"),
        Recipes.all().stream()
            .map(recipe -> List.of(recipe.name(), recipe.prints(), recipe.paper()))
            .toList());
  }

  private static Map<String, Object> describe(Recipe recipe) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("name", recipe.name());
    record.put("paper", recipe.paper());
    record.put("prints", recipe.prints());
    record.put("scaling", recipe.scaling());
    record.put("trials", recipe.trials(Budget.FULL).stream().map(Bench::describe).toList());
    return record;
  }
}
