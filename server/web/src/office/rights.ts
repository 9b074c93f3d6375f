// What the person at this phone may do in the office, so that a screen can say it before anything is
// tapped. The phone asks again, and so does every other one.

import { member } from "../state/member.svelte.ts";

const role = (): string => member.shown?.about.role ?? "";

/** Plans trainings, shows codes at the door, decides. */
export const plans = (): boolean => role() === "secretary";

/** Calls the roll and enters for others. */
export const callsRoll = (): boolean => plans() || role() === "roll_keeper";

/** Reviews for the township, in the branches below. */
export const ofTownship = (): boolean => role() === "township_reviewer";

/** Decides, settles, answers and adjusts: in the branch, or in those below. */
export const decides = (): boolean => plans() || ofTownship();
