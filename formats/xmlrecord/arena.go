package xmlrecord

import "obmen/formats/record"

// An Arena holds the texts of one record.
type Arena = record.Arena
