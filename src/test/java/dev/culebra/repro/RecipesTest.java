package dev.culebra.repro;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.model.Zoo;
import dev.culebra.train.Job;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every recipe without running it. */
class RecipesTest {
  static List<Recipe> all() {
    return Recipes.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyBudgetGivesTrainingsThatCanBegin(Recipe recipe) {
    for (double fraction : new double[] {1, 0.37, 1e-6}) {
      List<Trial> trials = recipe.trials(new Budget(fraction));
      assertEquals(trials.size(), trials.stream().map(Trial::name).distinct().count());
      for (Trial trial : trials) {
        assertDoesNotThrow(
            () -> new Job(trial.model(), trial.config(), trial.options(), Path.of(trial.name())));
        Zoo.find(trial.model()).make(trial.config()).close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void smallerBudgetsTrainLess(Recipe recipe) {
    List<Trial> full = recipe.trials(Budget.FULL);
    List<Trial> half = recipe.trials(new Budget(0.5));
    assertEquals(full.stream().map(Trial::name).toList(), half.stream().map(Trial::name).toList());
    for (int i = 0; i < full.size(); i++) {
      long whole = full.get(i).options().epochs() + full.get(i).options().steps();
      long part = half.get(i).options().epochs() + half.get(i).options().steps();
      assertTrue(part < whole, full.get(i).name() + ": " + part + " of " + whole);
    }
  }

  @Test
  void recipesAreFoundByNameAndModel() {
    assertEquals(Recipes.all().size(), Recipes.all().stream().map(Recipe::name).distinct().count());
    for (Recipe recipe : Recipes.all()) {
      assertEquals(recipe, Recipes.find(recipe.name()));
      for (Trial trial : recipe.trials(Budget.FULL)) {
        assertTrue(Recipes.of(trial.model()).contains(recipe.name()));
      }
      assertFalse(recipe.scaling().contains("\n") || recipe.prints().contains("\n"));
    }
  }
}
