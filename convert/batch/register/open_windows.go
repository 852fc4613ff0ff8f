package register

// careful is nothing: what stands at the path is looked at before and after it is opened.
const careful = 0

func isLink(error) bool { return false }
