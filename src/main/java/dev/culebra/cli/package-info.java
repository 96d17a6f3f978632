/**
 * Level 11. The command {@code culebra}: flags, progress, tables, exit codes. Computes nothing
 * itself; whatever it does, a program can do through the packages below.
 */
package dev.culebra.cli;
