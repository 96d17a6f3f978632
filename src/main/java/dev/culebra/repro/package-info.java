/**
 * Level 10. Published protocols, a recipe a file: what is trained and measured, and a table of our
 * figures beside the published ones.
 */
package dev.culebra.repro;
