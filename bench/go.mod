module github.com/godirectus/directus/bench

go 1.26

replace github.com/godirectus/directus => ../

require (
	github.com/go-json-experiment/json v0.0.0-20260820222146-c27c302e5fc3
	github.com/go-resty/resty/v2 v2.17.2
	github.com/godirectus/directus v0.0.0-00010101000000-000000000000
)

require (
	github.com/google/go-querystring v1.2.0 // indirect
	golang.org/x/net v0.43.0 // indirect
)
