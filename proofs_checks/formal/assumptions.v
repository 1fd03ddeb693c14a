(* Prints what every theorem rests on; check.py compares the list with the files and fails unless
   each answer is "Closed under the global context". *)
From NCV Require Import defs norms spectral singular penrose a a_depth a_sharp a7 a6s b descent.
From NCV.instances Require a a_depth.
From NCV.refutations Require f3.
From NCV Require h h_algebraic h_means h_nearest h_layers h_exponential g g_balance g_means
  g_alignment g_residual g_bias g_truncated.
From NCV Require decided_a decided_a_roots decided_g decided_h.
From NCV.instances Require h_any h_layers_small g_setting decided.
From NCV.refutations Require f13 f14 f15 f16 f1 f2 f5 g_terms.
From NCV Require c.
From NCV Require smooth.
From NCV Require h_floors.
From NCV.refutations Require f4.
From NCV.refutations Require f6.
From NCV.refutations Require f7.
From NCV.refutations Require f8.
From NCV.refutations Require f9.
From NCV.refutations Require f11.
From NCV Require g_min.
From NCV Require shorter_run.
From NCV Require smooth_runs.
From NCV Require b8.
From NCV.instances Require b.
From NCV.refutations Require g_terms.
From NCV.refutations Require g6.
From NCV Require h_margin a_depth_bound composed.
From NCV.instances Require wide small any_exponential entropies.
From NCV.tight Require a b g h.
From NCV Require b8_linear c_more c_price h_norms h_nearest_spectrum decided_h_entropy
  decided_h_nearest.
From NCV.refutations Require f10.
From NCV Require triangular fit h_depth growth growth_networks growth_areas flow b8_networks.
From NCV.instances Require leaky_run linear_run near_fit_run.
From NCV Require paper_forms b9.
Print Assumptions spectral.
Print Assumptions low_exists.
Print Assumptions norm_exists.
Print Assumptions norm_least.
Print Assumptions low_greatest.
Print Assumptions norm_unique.
Print Assumptions cond_kappa.
Print Assumptions pinv_exists.
Print Assumptions pinv_unique.
Print Assumptions A0a_head_conditioning.
Print Assumptions A0b_frobenius.
Print Assumptions A0b_operator.
Print Assumptions A1_distance_to_collapse.
Print Assumptions A2u_any_class_sizes.
Print Assumptions A2u_any_class_sizes_r.
Print Assumptions A2_within_class_collapse.
Print Assumptions A5_class_mean_orthogonality.
Print Assumptions A6_alignment.
Print Assumptions A3_head_product_norms.
Print Assumptions A3_head_product.
Print Assumptions A4_head_condition.
Print Assumptions A4s_head_condition.
Print Assumptions A4e_balanced_head.
Print Assumptions A1s_distance_to_collapse.
Print Assumptions A2v_unweighted_any_sizes.
Print Assumptions A2v_samples_mean.
Print Assumptions A5s_class_mean_orthogonality.
Print Assumptions A2s_sharp_collapse.
Print Assumptions A7d_head_layers.
Print Assumptions A7d_nc1.
Print Assumptions A7_depth_nc2.
Print Assumptions A7s_depth_sharp.
Print Assumptions A7_depth_nc3.
Print Assumptions A6s_alignment.
Print Assumptions B_gradient.
Print Assumptions B1_gradient_balance.
Print Assumptions B2_balancedness_recursion.
Print Assumptions B2r_full_gradient.
Print Assumptions B2s_balancedness_of_runs.
Print Assumptions B3_stationary_balance.
Print Assumptions B4_homogeneous_balance.
Print Assumptions B5_pyramid.
Print Assumptions B5_polyak_lojasiewicz.
Print Assumptions B6s_shifted_pl.
Print Assumptions B6_shifted_pl.
Print Assumptions B9t_balancedness_phase.
Print Assumptions B9s_balancedness_phase.
Print Assumptions instances.a.instance_A.
Print Assumptions instances.a_depth.instance_A_depth.
Print Assumptions refutations.f3.F3_two_linear_layers.
Print Assumptions h.H_projected_from_logits.
Print Assumptions h.H2h_products.
Print Assumptions h.H2h_collapse_from_head.
Print Assumptions h.H2m_margin.
Print Assumptions h_algebraic.H1_margins_from_squared_error.
Print Assumptions h_algebraic.H1_errors_from_squared_error.
Print Assumptions h_algebraic.H2m_identity.
Print Assumptions h_algebraic.H2m_collapse_from_margin.
Print Assumptions h_algebraic.H2h_sharper.
Print Assumptions h_algebraic.H3_aligned_means.
Print Assumptions h_algebraic.H3_aligned_means_between.
Print Assumptions h_algebraic.H7b_margin_between.
Print Assumptions h_means.H4_centred_class_means.
Print Assumptions h_means.H4_centred_class_means_given_S_B.
Print Assumptions h_means.H5_centred_alignment.
Print Assumptions h_means.H5_centred_alignment_solved.
Print Assumptions h_nearest.H6_nearest_class_mean.
Print Assumptions h_nearest.H6_term_le.
Print Assumptions h_nearest.H6j_nearest_class_mean.
Print Assumptions h_nearest.H6e_nearest_class_mean.
Print Assumptions h_layers.H8_next_singular_value.
Print Assumptions h_layers.H8_projection.
Print Assumptions h_layers.H8_low_rank.
Print Assumptions h_layers.H9_stationary_norms.
Print Assumptions h_layers.H9_equal_norms.
Print Assumptions h_exponential.H1_margins_from_cross_entropy.
Print Assumptions h_exponential.H1_errors_from_cross_entropy.
Print Assumptions h_exponential.H2_chain.
Print Assumptions h_exponential.H2_collapse_from_cross_entropy.
Print Assumptions h_exponential.H2_collapse_from_classes.
Print Assumptions h_exponential.H2_collapse_from_samples.
Print Assumptions h_exponential.H3_aligned_means_from_cross_entropy.
Print Assumptions g.G0_row_space.
Print Assumptions g.G0r_numerical_rank.
Print Assumptions g.G0r_numerical_rank_gradient.
Print Assumptions g.G0a_no_lambda.
Print Assumptions g.G1_step.
Print Assumptions g.G1_step_no_biases.
Print Assumptions g.G1_orthogonal_ranges.
Print Assumptions g.G2v_within.
Print Assumptions g.G2v_between.
Print Assumptions g.G2v_seen_collapse.
Print Assumptions g.G2v_unweighted.
Print Assumptions g.G2v_unweighted_centred.
Print Assumptions g.G2_logit_collapse.
Print Assumptions g.G2_unweighted.
Print Assumptions g.G2_unweighted_centred.
Print Assumptions g.G2_logit_collapse_gradient.
Print Assumptions g.G2l_lower_bound.
Print Assumptions g.G2t_any_target.
Print Assumptions g.G2t_any_target_gradient.
Print Assumptions g_balance.G0_last_layer.
Print Assumptions g_balance.G4_bias_gradient.
Print Assumptions g_balance.G4_bias_balance.
Print Assumptions g_balance.G4_augmented.
Print Assumptions g_balance.G4_recursion.
Print Assumptions g_balance.G3_balance.
Print Assumptions g_balance.G3_balance_biases.
Print Assumptions g_means.G5v_centred_class_means.
Print Assumptions g_means.G5_centred_class_means.
Print Assumptions g_means.G5v_class_means.
Print Assumptions g_means.G5_class_means.
Print Assumptions g_alignment.G6v_alignment.
Print Assumptions g_alignment.G6_alignment.
Print Assumptions g_alignment.G6_alpha.
Print Assumptions g_residual.B12_nc1.
Print Assumptions g_residual.B12_nc2.
Print Assumptions g_residual.G6m_alignment_labels.
Print Assumptions g_residual.B12_nc3.
Print Assumptions g_bias.A2b_biases.
Print Assumptions g_truncated.G3v_truncated_gradient.
Print Assumptions g_truncated.G3k_truncated_gradient.
Print Assumptions instances.h_any.H2h_instance.
Print Assumptions instances.h_any.H2m_instance.
Print Assumptions instances.h_any.H4_instance.
Print Assumptions instances.h_any.H5_instance.
Print Assumptions instances.h_any.H6_instance.
Print Assumptions instances.h_layers_small.H8_instance.
Print Assumptions instances.h_layers_small.H9_instance.
Print Assumptions instances.h_layers_small.H9_instance_slope.
Print Assumptions refutations.f13.F13_mean_over_samples.
Print Assumptions refutations.f14.F14_coinciding_means.
Print Assumptions refutations.f15.F15_above_chance.
Print Assumptions refutations.f16.F16_negative_margin.
Print Assumptions refutations.f1.F1_unbalanced_head.
Print Assumptions refutations.f2.F2_not_interpolating.
Print Assumptions refutations.f5.F5_ill_conditioned_head.
Print Assumptions instances.g_setting.instance_G2.
Print Assumptions instances.g_setting.instance_G6.
Print Assumptions refutations.g_terms.G3_needs_last_term.
Print Assumptions refutations.g_terms.G4_needs_bias_term.
Print Assumptions c.C2_jacobian.
Print Assumptions c.C2_layers.
Print Assumptions c.C2_condition.
Print Assumptions c.C2s_condition.
Print Assumptions c.C2s_product.
Print Assumptions c.C2s_balanced_head.
Print Assumptions c.C2t_outputs.
Print Assumptions c.C2t_depth.
Print Assumptions c.C1_residual.
Print Assumptions c.C1s_head_condition.
Print Assumptions c.C1_head_condition.
Print Assumptions smooth.B7_line_derivatives.
Print Assumptions smooth.B7s_linear.
Print Assumptions smooth.B7_descent_linear.
Print Assumptions h_floors.H11_distance_to_optimum.
Print Assumptions h_floors.H11_floor.
Print Assumptions h_floors.H7_margin_any_sizes.
Print Assumptions h_floors.H7_margin_equal_classes.
Print Assumptions h_floors.H11c_floor.
Print Assumptions refutations.f4.F4_no_weight_decay.
Print Assumptions refutations.f6.F6_bottleneck.
Print Assumptions refutations.f7.F7_dead_units.
Print Assumptions refutations.f8.F8_narrow_first_layer.
Print Assumptions refutations.f9.A7s_attained.
Print Assumptions refutations.f9.F9_finite_depth.
Print Assumptions refutations.f11.F11_unbalanced_classes.
Print Assumptions g_min.G3v_truncated.
Print Assumptions g_min.G3k_truncated.
Print Assumptions g_min.G6_alignment_min.
Print Assumptions shorter_run.B9u_one_sided_step.
Print Assumptions shorter_run.B9u_balancedness_phase.
Print Assumptions shorter_run.B9u_balancedness_phase_above.
Print Assumptions shorter_run.B10u_any_class_sizes.
Print Assumptions shorter_run.B10u_within_class_collapse.
Print Assumptions smooth_runs.B9t_smooth_below.
Print Assumptions smooth_runs.B7_descent_of_runs.
Print Assumptions smooth_runs.B9t_linear_networks.
Print Assumptions b8.B8t_singular_values.
Print Assumptions b8.B8t_path.
Print Assumptions b8.B8t_rate.
Print Assumptions b8.B8t_phase.
Print Assumptions b8.B10t_fit_norm.
Print Assumptions b8.B10t_residual.
Print Assumptions instances.b.instance_B.
Print Assumptions instances.b.instance_B_defect.
Print Assumptions instances.b.instance_B9t.
Print Assumptions refutations.g_terms.G0_needs_affine_layers.
Print Assumptions refutations.g_terms.G0_needs_weight_decay.
Print Assumptions refutations.g_terms.G0_needs_invisible_part.
Print Assumptions refutations.g6.G6_needs_two.
Print Assumptions decided_a.A1s_decided.
Print Assumptions decided_a.A2s_decided.
Print Assumptions decided_a.A5s_decided.
Print Assumptions decided_a_roots.A2_decided.
Print Assumptions decided_a_roots.A6s_decided.
Print Assumptions decided_g.G2_decided.
Print Assumptions decided_g.G2_means_decided.
Print Assumptions decided_g.G2t_decided.
Print Assumptions decided_h.H1_decided.
Print Assumptions decided_h.H2m_decided.
Print Assumptions decided_h.H2h_decided.
Print Assumptions decided_h.H2h_least_decided.
Print Assumptions decided_h.H3_decided.
Print Assumptions decided_h.H4_decided.
Print Assumptions instances.decided.instance_decided.
Print Assumptions a_depth_bound.A7d_distance_to_collapse.
Print Assumptions a_depth_bound.A7d_nc1_bound.
Print Assumptions h_margin.root_exists.
Print Assumptions h_margin.root_unique.
Print Assumptions h_margin.root_off_diagonal.
Print Assumptions h_margin.H7_margin_unequal_classes.
Print Assumptions composed.B11_collapse.
Print Assumptions composed.B11_collapse_sharp.
Print Assumptions composed.B11_class_means.
Print Assumptions composed.B11_alignment.
Print Assumptions composed.B10t_collapse.
Print Assumptions composed.B10t_linear_networks.
Print Assumptions instances.wide.instance_wide.
Print Assumptions instances.wide.instance_A2b.
Print Assumptions instances.wide.instance_B12.
Print Assumptions instances.wide.instance_tail.
Print Assumptions instances.small.instance_B4.
Print Assumptions instances.small.instance_B5.
Print Assumptions instances.small.instance_B6.
Print Assumptions instances.small.instance_H9_equal_norms.
Print Assumptions instances.small.instance_classifier.
Print Assumptions instances.small.instance_nearest.
Print Assumptions instances.any_exponential.instance_H1.
Print Assumptions instances.any_exponential.instance_H2.
Print Assumptions instances.any_exponential.instance_H3.
Print Assumptions instances.any_exponential.instance_H11c.
Print Assumptions instances.any_exponential.instance_C1.
Print Assumptions instances.any_exponential.instance_C1p.
Print Assumptions instances.entropies.instance_entropies.
Print Assumptions tight.a.instance_halfway.
Print Assumptions tight.a.A0a_tight.
Print Assumptions tight.a.A1_tight.
Print Assumptions tight.a.A1s_tight.
Print Assumptions tight.a.A0b_tight.
Print Assumptions tight.a.A1s_balance_tight.
Print Assumptions tight.a.A5s_tight.
Print Assumptions tight.a.A2s_tight.
Print Assumptions tight.a.A3_tight.
Print Assumptions tight.a.A4_tight.
Print Assumptions tight.b.B2_tight.
Print Assumptions tight.b.B2r_tight.
Print Assumptions tight.b.B3_tight.
Print Assumptions tight.b.B5_tight.
Print Assumptions tight.b.B6s_tight.
Print Assumptions tight.b.B8t_tight.
Print Assumptions tight.b.B10t_tight.
Print Assumptions tight.b.C2t_tight.
Print Assumptions tight.g.G2_tight.
Print Assumptions tight.h.H2m_tight.
Print Assumptions tight.h.H2h_tight.
Print Assumptions tight.h.H3_tight.
Print Assumptions tight.h.H7b_tight.
Print Assumptions tight.h.H7_tight.
Print Assumptions tight.h.H1_tight.
Print Assumptions tight.h.H8_tight.
Print Assumptions tight.h.H9_tight.
Print Assumptions tight.h.H6_tight.
Print Assumptions c_more.C1w_witness.
Print Assumptions c_more.C1d_head_condition.
Print Assumptions c_price.C1p_head_condition.
Print Assumptions h_norms.H10_two_layers.
Print Assumptions h_norms.H10_balanced.
Print Assumptions refutations.f10.F10_large_step.
Print Assumptions decided_h_entropy.H1_entropy_decided.
Print Assumptions decided_h_entropy.H2_decided.
Print Assumptions decided_h_entropy.H3_entropy_decided.
Print Assumptions h_nearest_spectrum.H6_from_distances.
Print Assumptions h_nearest_spectrum.H6_from_spectrum.
Print Assumptions decided_h_nearest.H6_count_decided.
Print Assumptions decided_h_nearest.H6_decided.
Print Assumptions b8_linear.B8t_linear_networks.
Print Assumptions triangular.orthonormal_rows.
Print Assumptions triangular.triangular_chain.
Print Assumptions fit.B9u_fit_norm.
Print Assumptions fit.B9u_phase_with_fit.
Print Assumptions fit.B9u_fit_tight.
Print Assumptions h_depth.H10_any_depth.
Print Assumptions h_depth.H10_count.
Print Assumptions h_depth.H10_equality.
Print Assumptions h_depth.H10_numbers.
Print Assumptions growth.B8u_gradient_along_weights.
Print Assumptions growth.B8u_step.
Print Assumptions growth.B8u_growth.
Print Assumptions growth_networks.B8u_networks.
Print Assumptions growth_areas.B8u_area_I.
Print Assumptions growth_areas.B8u_area_J.
Print Assumptions growth_areas.B8u_integral_J.
Print Assumptions flow.B2f_balancedness_flow.
Print Assumptions flow.B2f_conserved.
Print Assumptions flow.B2f_exponential.
Print Assumptions flow.instance_B2f.
Print Assumptions b8_networks.B8t_path_pl.
Print Assumptions b8_networks.B8t_networks.
Print Assumptions b8_networks.B8u_from_descent.
Print Assumptions instances.leaky_run.instance_B8t_networks.
Print Assumptions instances.leaky_run.instance_B8u.
Print Assumptions instances.linear_run.instance_B10t_linear_networks.
Print Assumptions instances.near_fit_run.instance_B8t_linear_networks.
Print Assumptions paper_forms.A1_paper_form.
Print Assumptions paper_forms.A2_paper_form.
Print Assumptions paper_forms.A5_paper_form.
Print Assumptions paper_forms.B6s_joint.
Print Assumptions paper_forms.B6s_joint_is_more.
Print Assumptions b9.B9_balancedness_phase.
Print Assumptions instances.b.instance_B9.
