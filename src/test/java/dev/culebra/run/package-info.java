/** Tests of devices, tiers and replaying. */
package dev.culebra.run;
