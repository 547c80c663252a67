// A thread that ends without having said a word.

export {}
