// A key and a self-signed certificate for localhost and 127.0.0.1, valid for a hundred years, so that tests can serve TLS
// on machines without openssl. It protects nothing: it is public, and trusted only by tests that say so.

export const LOOPBACK_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgy7H4E4SJTGDisXL9
r4T347amJIbQ0nB51XM4AxC3lFuhRANCAAT8YMvGjC4nSDMPqRe00FUWGzrDkn23
BzB7YoiKrNKQSybRxlspf0O1RmqYPY96Ey4XxZxRIoxhMnT2f4xKZByD
-----END PRIVATE KEY-----
`;

export const LOOPBACK_CERT = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUOW2ENaN0AKgXLW4jDvpOBY/jD8EwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjA3MzMxMFoYDzIxMjYxMDI5
MDczMzEwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAT8YMvGjC4nSDMPqRe00FUWGzrDkn23BzB7YoiKrNKQSybRxlspf0O1
RmqYPY96Ey4XxZxRIoxhMnT2f4xKZByDo28wbTAdBgNVHQ4EFgQUf6ezl2+KTkjq
Hrb1xCyZghwaCUswHwYDVR0jBBgwFoAUf6ezl2+KTkjqHrb1xCyZghwaCUswDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAOosgq116qqjpEzpX27yBS4VMSowNcto5UiQQb9A9IxnAiBy
Ph1IoZmEiAdFaFMtNIknJofIZQkCh010TzrPy9IAyg==
-----END CERTIFICATE-----
`;
