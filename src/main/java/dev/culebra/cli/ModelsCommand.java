package dev.culebra.cli;

import dev.culebra.files.Json;
import dev.culebra.model.Zoo;
import dev.culebra.repro.Recipes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "models",
    description = "Lists the models that can be trained.",
    footer = "  culebra models --json")
final class ModelsCommand extends CommonOptions {
  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  ModelsCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    if (json) {
      List<Map<String, Object>> models =
          Zoo.entries().stream()
              .<Map<String, Object>>map(
                  entry ->
                      new TreeMap<>(
                          Map.of(
                              "name", entry.name(),
                              "summary", entry.summary(),
                              "paper", entry.paper(),
                              "recipes", Recipes.of(entry.name()),
                              "flags", TrainCommand.modelFlags(entry).describe())))
              .toList();
      console.out().print(Json.pretty(Map.of("models", models)));
    } else {
      console.table(
          List.of("MODEL", "WHAT IT IS", "PAPER", "RECIPE"),
          Zoo.entries().stream()
              .map(
                  entry ->
                      List.of(
                          entry.name(),
                          entry.summary(),
                          entry.paper(),
                          String.join(", ", Recipes.of(entry.name()))))
              .toList());
      console.out().println();
      console.out().println("Flags of a model: culebra train MODEL --help");
      console.out().println("Published figures beside ours: culebra repro RECIPE");
    }
    return Main.DONE;
  }
}
