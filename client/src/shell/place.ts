import { createContext, useContext } from "react";

/** Where a page is. */
export interface Place {
  /** IANA name: whose clock its instants are shown by. */
  timeZone: string;
  /** What is kept in this browser is kept under this name, apart from other places'. */
  storedAs: string;
}

export const PlaceContext = createContext<Place>({
  timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  storedAs: "",
});

export const usePlace = (): Place => useContext(PlaceContext);
