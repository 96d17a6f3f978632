package dev.culebra.repro;

import dev.culebra.train.TrainOptions;

/**
 * One training of a recipe.
 *
 * @param name its folder within the recipe's
 * @param model name in the zoo
 * @param config the model's configuration
 * @param options how it is trained
 */
public record Trial(String name, String model, Record config, TrainOptions options) {}
