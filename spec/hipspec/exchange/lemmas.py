LEMMAS = ()
