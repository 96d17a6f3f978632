/** The cases of every operation, one file each; {@link dev.culebra.cases.AllCases} lists them. */
package dev.culebra.cases;
