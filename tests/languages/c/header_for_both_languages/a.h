#ifdef __cplusplus
extern "C" {
#endif
int both(void);
#ifdef __cplusplus
}
#endif
