// What the API says of rounds, by its own document.
import type { Schemas } from "../api/client";

export type RoundSummary = Schemas["RoundSummary"];
export type RoundDetail = Schemas["RoundDetail"];
export type RoundFreeze = Schemas["RoundFreeze"];
export type RoundState = Schemas["RoundState"];
export type RoundWindows = Schemas["RoundWindows"];
export type RoundToken = Schemas["RoundToken"];
export type GiftToken = Schemas["GiftToken"];
export type RoundProject = Schemas["RoundProject"];
export type ProjectDetail = Schemas["ProjectDetail"];
export type Verdict = Schemas["Verdict"];
export type Range = Schemas["AmountRange"];
export type Donor = Schemas["RoundDonor"];
export type Coefficient = Schemas["CoefficientShown"];
export type EstimateRequest = Schemas["EstimateRequest"];
export type Estimate = Schemas["CartEstimateShown"];
export type ProjectEstimate = Schemas["ProjectEstimate"];
export type Description = Schemas["Description"];
export type RepositoryProof = Schemas["RepositoryProof"];
export type RoundResults = Schemas["RoundResults"];
export type Receipt = Schemas["RoundReceipt"];
export type NotCounted = Schemas["NotCounted"];
