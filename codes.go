package directus

// Code is the server's name for a failure. It is an error itself, so that
// errors.Is(err, directus.CodeForbidden) holds for every error that carries it. The list
// below is what Directus knows; extensions may send others, and they compare as well.
type Code string

// Error returns the code with the library's prefix.
func (c Code) Error() string { return "directus: " + string(c) }

// The codes of Directus, with the HTTP status they come with.
const (
	CodeFailedValidation           Code = "FAILED_VALIDATION"            // 400; see [ErrorItem.Field]
	CodeInvalidPayload             Code = "INVALID_PAYLOAD"              // 400
	CodeInvalidQuery               Code = "INVALID_QUERY"                // 400
	CodeInvalidPathParameter       Code = "INVALID_PATH_PARAMETER"       // 400
	CodeInvalidForeignKey          Code = "INVALID_FOREIGN_KEY"          // 400
	CodeRecordNotUnique            Code = "RECORD_NOT_UNIQUE"            // 400
	CodeNotNullViolation           Code = "NOT_NULL_VIOLATION"           // 400
	CodeContainsNullValues         Code = "CONTAINS_NULL_VALUES"         // 400
	CodeValueOutOfRange            Code = "VALUE_OUT_OF_RANGE"           // 400
	CodeValueTooLong               Code = "VALUE_TOO_LONG"               // 400
	CodeInvalidInvite              Code = "INVALID_INVITE"               // 400
	CodeLicenseInvalid             Code = "LICENSE_INVALID"              // 400
	CodeIllegalAssetTransformation Code = "ILLEGAL_ASSET_TRANSFORMATION" // 400
	CodeGraphQLValidation          Code = "GRAPHQL_VALIDATION"           // 400
	CodeInvalidCredentials         Code = "INVALID_CREDENTIALS"          // 401: wrong password, token or refresh token
	CodeInvalidOTP                 Code = "INVALID_OTP"                  // 401: one-time password missing or wrong
	CodeTokenExpired               Code = "TOKEN_EXPIRED"                // 401
	CodeUserSuspended              Code = "USER_SUSPENDED"               // 401
	CodeInvalidIP                  Code = "INVALID_IP"                   // 401
	CodeForbidden                  Code = "FORBIDDEN"                    // 403: hidden or missing; the server does not tell which
	CodeInvalidToken               Code = "INVALID_TOKEN"                // 403: not a token of this server
	CodeInvalidProvider            Code = "INVALID_PROVIDER"             // 403
	CodeCollectionInactive         Code = "COLLECTION_INACTIVE"          // 403
	CodeLimitExceeded              Code = "LIMIT_EXCEEDED"               // 403: of the licence
	CodeResourceRestricted         Code = "RESOURCE_RESTRICTED"          // 403: by the licence
	CodeRouteNotFound              Code = "ROUTE_NOT_FOUND"              // 404
	CodeAddonNotFound              Code = "ADDON_NOT_FOUND"              // 404
	CodeMethodNotAllowed           Code = "METHOD_NOT_ALLOWED"           // 405
	CodeOutOfTime                  Code = "OUT_OF_TIME"                  // 408
	CodeAddonNotAvailable          Code = "ADDON_NOT_AVAILABLE"          // 409
	CodeLicenseManagedByEnv        Code = "LICENSE_MANAGED_BY_ENV"       // 409
	CodeLicenseOfflineUnsupported  Code = "LICENSE_OFFLINE_UNSUPPORTED"  // 409
	CodeContentTooLarge            Code = "CONTENT_TOO_LARGE"            // 413
	CodeUnsupportedMediaType       Code = "UNSUPPORTED_MEDIA_TYPE"       // 415
	CodeRangeNotSatisfiable        Code = "RANGE_NOT_SATISFIABLE"        // 416
	CodeUnprocessableContent       Code = "UNPROCESSABLE_CONTENT"        // 422
	CodeVersionHashMismatch        Code = "VERSION_HASH_MISMATCH"        // 422
	CodeImportCyclicalRelation     Code = "IMPORT_CYCLICAL_RELATION"     // 422
	CodeAddonQuantityOutOfRange    Code = "ADDON_QUANTITY_OUT_OF_RANGE"  // 422
	CodeLicenseResolveIncomplete   Code = "LICENSE_RESOLVE_INCOMPLETE"   // 422
	CodeRequestsExceeded           Code = "REQUESTS_EXCEEDED"            // 429
	CodeEmailLimitExceeded         Code = "EMAIL_LIMIT_EXCEEDED"         // 429
	CodeInternalServerError        Code = "INTERNAL_SERVER_ERROR"        // 500
	CodeServiceUnavailable         Code = "SERVICE_UNAVAILABLE"          // 503
	CodeInvalidProviderConfig      Code = "INVALID_PROVIDER_CONFIG"      // 503
	CodeUnexpectedResponse         Code = "UNEXPECTED_RESPONSE"          // 503
	CodeOutOfDate                  Code = "OUT_OF_DATE"                  // 503
	CodeLicenseServiceUnavailable  Code = "LICENSE_SERVICE_UNAVAILABLE"  // 503

	CodeAuthFailed        Code = "AUTH_FAILED"        // realtime only
	CodeAuthTimeout       Code = "AUTH_TIMEOUT"       // realtime only
	CodeInvalidCollection Code = "INVALID_COLLECTION" // realtime only
)
