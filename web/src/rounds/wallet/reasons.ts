// Why a round's contract refuses, in words for somebody who has never read one.
import { moment, reasonOf, type Words } from "../../claim/reasons";

function ofContract(name: string, args: readonly unknown[]): string {
  const [first, second] = args.map(String);
  switch (name) {
    case "NotStarted": return `This opens on ${moment(args[1])}. Nothing was sent.`;
    case "Ended": return `This closed on ${moment(args[1])}. Nothing was sent.`;
    case "NotOpen": return "The round is over: it was paid out or called off.";
    case "NothingGiven": return "None of the projects in your cart can take a gift at the moment, so nothing would arrive.";
    case "WrongValue": return "The coin that was sent along is not what the cart gives. Load the page again.";
    case "TokenNotAllowed": return "The round does not take this token.";
    case "ZeroGift": return "A gift of nothing cannot be made.";
    case "TooLittleGas": return "The gas limit is too low to hand the coin on. Let your wallet estimate it.";
    case "StaleRevision": return `The application was edited since you read it: it is at revision ${String(args[2])}, you read ${second ?? "?"}. Read it again.`;
    case "AlreadyReviewed": return "You have said this about this revision already.";
    case "NotReviewer": return "This account is not a reviewer of the round.";
    case "NotApplicant": return `Only the account that applied may edit: ${second ?? ""}.`;
    case "NoProject": return `There is no project ${first ?? ""}.`;
    case "InvalidPayout": return "The round does not pay to that address. Choose another one.";
    case "InvalidRepository": case "InvalidRepositoryCount": return "An application names 1 to 32 repositories, each once.";
    case "ERC20InsufficientBalance": return "The account does not hold that many tokens.";
    case "ERC20InsufficientAllowance": return "The token was not told that the round may take that many.";
    case "ReentrancyGuardReentrantCall": return "A token or a recipient called the round back. Nothing moved.";
    default: return `The contract says ${name}(${args.map(String).join(", ")}).`;
  }
}

export const OF_ROUNDS: Words = {
  ofContract,
  cannotPay: "The connected account cannot pay this and the network's fee. Add a little of the chain's coin. Nothing moved.",
  notOffered: "This wallet does not offer that. Nothing moved.",
};

export const roundReason = (error: unknown): string => reasonOf(error, OF_ROUNDS);
