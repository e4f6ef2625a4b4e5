namespace lib { class Thing { public: void go(); }; void run(Thing t); }
