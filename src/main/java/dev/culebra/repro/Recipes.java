package dev.culebra.repro;

import java.util.List;

/** Every recipe, one line each. */
public final class Recipes {
  private static final List<Recipe> ALL =
      List.of(
          new AcaiLines(),
          new AeFamily(),
          new AlaeMnist(),
          new Burda2015("iwae", true),
          new Burda2015("iwae-k1", false),
          new G2p("g2p", false),
          new G2p("g2p-attention", true),
          new Hinton2006(),
          new SemanticHashing(),
          new Sohn2015(),
          new UnetMnist(),
          new VaeMnist(),
          new VanDenOord2017());

  private Recipes() {}

  public static List<Recipe> all() {
    return ALL;
  }

  /** The recipe of a name; null if there is none. */
  public static Recipe find(String name) {
    return ALL.stream().filter(recipe -> recipe.name().equals(name)).findFirst().orElse(null);
  }

  /** Names of the recipes that train a model. */
  public static List<String> of(String model) {
    return ALL.stream()
        .filter(
            recipe -> recipe.trials(Budget.FULL).stream().anyMatch(t -> t.model().equals(model)))
        .map(Recipe::name)
        .toList();
  }
}
