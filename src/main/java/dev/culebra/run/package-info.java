/**
 * Level 4. Devices and running: finds backends by ServiceLoader, chooses tiers, binds plans to
 * memory and replays them; eager execution as plans of one operation. Names no backend.
 */
package dev.culebra.run;
